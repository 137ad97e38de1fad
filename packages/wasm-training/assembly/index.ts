// The kernels of this package, compiled to WebAssembly by tools/wasm. Each takes addresses in bytes and
// sizes in numbers, allocates nothing and keeps nothing, so that several threads may run it on one memory.
export { reluGrad } from './activation';
