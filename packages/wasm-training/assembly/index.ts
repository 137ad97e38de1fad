// The kernels of this package, compiled to WebAssembly by tools/wasm. Each takes addresses in bytes and
// sizes in numbers, allocates nothing and keeps nothing, so that several threads may run it on one memory.
// Everything is float32, row-major and NHWC; flags are 0 or 1.
export { mulStep, reluGrad } from './activation';
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
export * from './cast';
export * from './compare';
export * from './elementwise-binary';
export * from './elementwise-rare';
export * from './elementwise-unary';
export * from './gradients';
export { cos, sin, tan } from './trigonometry';
export * from './reduce';
export * from './reduce-whole';
export * from './rows';
export * from './movement';
