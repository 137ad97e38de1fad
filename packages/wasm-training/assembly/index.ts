// The kernels of this package, compiled to WebAssembly by tools/wasm. Each takes addresses in bytes and
// sizes in numbers, allocates nothing and keeps nothing, so that several threads may run it on one memory.
// Everything is float32, row-major and NHWC; flags are 0 or 1.
export { reluGrad } from './activation';
export { addBias } from './bias';
export {
  convolve,
  convolveFilterGrad,
  convolveInputGrad,
  convolveScratchBytes,
} from './convolution';
export { depthwise, depthwiseFilterGrad, depthwiseInputGrad } from './depthwise';
export { gemm, gemmScratchBytes } from './gemm';
export { adam, momentum, rmsprop, sgd } from './optimizer';
export { avgPool, avgPoolGrad, maxPool, maxPoolGrad } from './pooling';
export { unsortedSegmentSum } from './segments';
export { sumColumns } from './sum';
