export {
  additiveAttention,
  type AdditiveAttention,
  type AdditiveAttentionOptions,
} from './attention/additive-attention.ts';
export type {
  AttentionInput,
  AttentionOptions,
  AttentionOutput,
  KeyTime,
} from './attention/attention-contract.ts';
export {
  dotProductAttention,
  type DotProductAttention,
  type DotProductAttentionOptions,
} from './attention/dot-product-attention.ts';
export {
  multiHeadAttention,
  type MultiHeadAttention,
  type MultiHeadAttentionOptions,
} from './attention/multi-head-attention.ts';
export type { TransformerBlockOptions } from './blocks/block-options.ts';
export {
  transformerDecoderBlock,
  type TransformerDecoderBlock,
  type TransformerDecoderBlockOptions,
} from './blocks/transformer-decoder-block.ts';
export {
  transformerEncoderBlock,
  type TransformerEncoderBlock,
  type TransformerEncoderBlockOptions,
} from './blocks/transformer-encoder-block.ts';
export {
  embedding,
  type Embedding,
  type EmbeddingOptions,
  type EmbeddingSettings,
} from './embedding/embedding.ts';
export { initializeFrom, type GivenWeight } from './embedding/initialize-from.ts';
export {
  maskPadding,
  type MaskPadding,
  type MaskPaddingOptions,
} from './embedding/mask-padding.ts';
export type { PoolingMode } from './internal/pool-steps.ts';
export { rnnTextKinds } from './kinds.ts';
export {
  learnedPosition,
  type LearnedPosition,
  type LearnedPositionOptions,
} from './sequence/learned-position.ts';
export {
  sequencePooling,
  type SequencePooling,
  type SequencePoolingOptions,
} from './sequence/sequence-pooling.ts';
export {
  sinusoidalPosition,
  type SinusoidalPosition,
  type SinusoidalPositionOptions,
} from './sequence/sinusoidal-position.ts';
export {
  timeDistributed,
  type OverTime,
  type TimeDistributed,
  type TimeDistributedOptions,
} from './sequence/time-distributed.ts';
export type { StepMask, Steps } from './steps.ts';
export type { TokensMeaning, VocabularyIdentity } from './vocabulary-identity.ts';
