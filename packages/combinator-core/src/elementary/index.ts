export { activate, activationNames, type ActivationName } from './activate.ts';
export type { Activation } from './define-activation.ts';
export { elementaryKinds } from './kinds.ts';
export type { NamedOptions } from './named.ts';
export { activation, type ActivationOptions } from './activations/activation.ts';
export { elu, type EluOptions } from './activations/elu.ts';
export { exponential } from './activations/exponential.ts';
export { gelu, type GeluOptions } from './activations/gelu.ts';
export { hardSigmoid } from './activations/hard-sigmoid.ts';
export { hardSwish } from './activations/hard-swish.ts';
export { leakyRelu, type LeakyReluOptions } from './activations/leaky-relu.ts';
export { mish } from './activations/mish.ts';
export { relu } from './activations/relu.ts';
export { relu6 } from './activations/relu6.ts';
export { selu } from './activations/selu.ts';
export { sigmoid, type Sigmoid } from './activations/sigmoid.ts';
export { silu } from './activations/silu.ts';
export { softmax, type Softmax } from './activations/softmax.ts';
export { softplus } from './activations/softplus.ts';
export { softsign } from './activations/softsign.ts';
export { tanh, type Tanh } from './activations/tanh.ts';
export {
  batchNormalization,
  type BatchNormalization,
  type BatchNormalizationOptions,
} from './batch-normalization.ts';
export { cast, type Cast, type CastOptions, type NumericDType } from './cast.ts';
export {
  concatenate,
  type Concatenate,
  type ConcatenateOptions,
  type ConcatenationAxis,
} from './concatenate.ts';
export { decodeLabels, type DecodeLabels, type DecodeLabelsOptions } from './decode-labels.ts';
export { dense, type Dense, type DenseOptions, type DenseOutput } from './dense.ts';
export { dropout, type Dropout, type DropoutOptions } from './dropout.ts';
export { flatten, type Flatten } from './flatten.ts';
export { identity, type Identity } from './identity.ts';
export {
  input,
  type Input,
  type InputName,
  type InputSpec,
  type TensorInputOptions,
  type ValueInputOptions,
} from './input.ts';
export {
  layerNormalization,
  type LayerNormalization,
  type LayerNormalizationOptions,
} from './layer-normalization.ts';
export { oneHot, type OneHot, type OneHotOptions } from './one-hot.ts';
export {
  rescale,
  type RescaleBetween,
  type RescaleBetweenOptions,
  type RescaleBy,
  type RescaleByOptions,
} from './rescale.ts';
export {
  reshape,
  type Reshape,
  type ReshapeConstraints,
  type ReshapeOptions,
  type ReshapedItem,
} from './reshape.ts';
