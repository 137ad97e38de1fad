import {
  averagePool2d,
  conv2d,
  depthwiseConv2d,
  digitsRecognizer,
  expandChannels,
  globalAveragePool,
  globalMaxPool,
  invertedResidualBlock,
  leNet,
  maxPool2d,
  mobileNet,
  residualBlock,
  resNet,
  separableConv2d,
} from '@sora-particles/conv-recognizer';

/** Every particle of the package that takes images of any size and gives images. */
export const layers = {
  conv2d: conv2d({ filters: 3, kernelSize: 3 }),
  'conv2d with all options': conv2d({
    filters: 2,
    kernelSize: [2, 3],
    strides: [2, 1],
    padding: 'same',
    useBias: false,
    kernelInitializer: 'heNormal',
    activation: 'silu',
    name: 'first',
  }),
  'conv2d with dilation': conv2d({ filters: 2, kernelSize: 2, dilation: [1, 2] }),
  depthwiseConv2d: depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2 }),
  separableConv2d: separableConv2d({ filters: 3, kernelSize: 2, strides: 2, padding: 'same' }),
  expandChannels: expandChannels({ factor: 3 }),
  maxPool2d: maxPool2d(),
  averagePool2d: averagePool2d({ poolSize: 3, strides: 2, padding: 'same' }),
  residualBlock: residualBlock({ filters: 2 }),
  'residualBlock with strides': residualBlock({ filters: 3, strides: 2 }),
  'residualBlock, pre-activated': residualBlock({ filters: 2, preActivation: true }),
  'residualBlock, pre-activated and projected': residualBlock({
    filters: 3,
    shortcut: 'projection',
    preActivation: true,
  }),
  invertedResidualBlock: invertedResidualBlock({ filters: 2 }),
  'invertedResidualBlock with strides': invertedResidualBlock({
    filters: 3,
    strides: 2,
    expansion: 1,
    kernelSize: 5,
  }),
} as const;

/** Every particle that reduces an image to numbers. */
export const reductions = {
  globalAveragePool: globalAveragePool(),
  globalMaxPool: globalMaxPool({ name: 'pool' }),
} as const;

/** Every ready recogniser, small. */
export const recognizers = {
  digitsRecognizer: digitsRecognizer({ input: [12, 11, 1], width: 0.25, dropout: 0.1 }),
  leNet: leNet({ input: [16, 17, 2], width: 0.25, classes: 4 }),
  resNet: resNet({ input: [9, 8, 3], depth: 8, width: 0.25, dropout: 0.2 }),
  'resNet, pre-activated': resNet({ input: [9, 8, 3], depth: 8, width: 0.25, preActivation: true }),
  mobileNet: mobileNet({ input: [12, 11, 2], alpha: 0.1, outputStride: 8, classes: 5 }),
} as const;
