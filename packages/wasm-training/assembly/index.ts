// The kernels of this package, compiled to WebAssembly by tools/wasm. Each takes addresses in bytes and
// sizes in numbers, allocates nothing and keeps nothing, so that several threads may run it on one memory.
// Everything is row-major and NHWC, and float32 unless a name says otherwise; flags are 0 or 1.
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
export * from './cast';
export * from './compare';
export * from './elementwise-binary';
export * from './elementwise-inverse';
export * from './elementwise-rare';
export * from './elementwise-unary';
export * from './gradients';
export { cos, sin, tan } from './trigonometry';
export { allAxis, anyAxis, argMaxAxis, argMinAxis } from './arg-axis';
export { cumprodAxis, cumsumAxis } from './cumsum';
export { fill32, fill8, oneHotRows } from './fill';
export { gatherBytes, gatherRows, scatterAddRows } from './gather';
export { maxAxis, maxIntAxis, minAxis, minIntAxis, prodAxis, sumIntAxis } from './reduce-axis';
export { lerpRows, lerpRowsGrad } from './resample';
export { logSoftmaxRows, softmaxRows } from './rows';
export { stridedCopy32, stridedCopy8 } from './strided-copy';
export { meanAxis, sumAxis } from './sum-axis';
