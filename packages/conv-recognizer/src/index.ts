export {
  invertedResidualBlock,
  type InvertedResidualBlock,
  type InvertedResidualBlockOptions,
} from './blocks/inverted-residual-block.ts';
export {
  residualBlock,
  type DefaultShortcut,
  type ResidualBlock,
  type ResidualBlockOptions,
  type Shortcut,
} from './blocks/residual-block.ts';
export type { Images, ImagesInput } from './images.ts';
export { convRecognizerKinds } from './kinds.ts';
export { conv2d, type Conv2d, type Conv2dOptions } from './layers/conv2d.ts';
export type { ConvolutionOptions, ConvolutionOutput } from './layers/convolution-options.ts';
export {
  depthwiseConv2d,
  type DepthwiseConv2d,
  type DepthwiseConv2dOptions,
} from './layers/depthwise-conv2d.ts';
export {
  expandChannels,
  type ExpandChannels,
  type ExpandChannelsOptions,
} from './layers/expand-channels.ts';
export {
  separableConv2d,
  type SeparableConv2d,
  type SeparableConv2dOptions,
} from './layers/separable-conv2d.ts';
export { averagePool2d } from './pooling/average-pool2d.ts';
export { globalAveragePool } from './pooling/global-average-pool.ts';
export { globalMaxPool } from './pooling/global-max-pool.ts';
export type { GlobalPool, GlobalPoolOptions } from './pooling/global-pool.ts';
export { maxPool2d } from './pooling/max-pool2d.ts';
export type { Pool2d, Pool2dOptions } from './pooling/pool2d.ts';
export { digitsRecognizer, type DigitsRecognizerOptions } from './recognizers/digits-recognizer.ts';
export { leNet, type LeNetOptions } from './recognizers/le-net.ts';
export { mobileNet, type MobileNetOptions } from './recognizers/mobile-net.ts';
export type { ImageSize, Recognizer } from './recognizers/recognizer.ts';
export { resNet, type ResNetOptions } from './recognizers/res-net.ts';
export type { HeightOf, Size2d, WidthOf } from './size.ts';
export { carryVariables } from './transfer/carry-variables.ts';
export {
  featureExtractor,
  type FeatureExtractor,
  type FeatureExtractorOptions,
} from './transfer/feature-extractor.ts';
export type { WindowHeight, WindowWidth } from './window.ts';
