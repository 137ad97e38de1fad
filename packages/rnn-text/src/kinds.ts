import type { ParticleKind } from '@sora-particles/combinator-core';
import { additiveAttentionKind } from './attention/additive-attention.ts';
import { dotProductAttentionKind } from './attention/dot-product-attention.ts';
import { multiHeadAttentionKind } from './attention/multi-head-attention.ts';
import { transformerDecoderBlockKind } from './blocks/transformer-decoder-block.ts';
import { transformerEncoderBlockKind } from './blocks/transformer-encoder-block.ts';
import { embeddingKind } from './embedding/embedding.ts';
import { maskPaddingKind } from './embedding/mask-padding.ts';
import { learnedPositionKind } from './sequence/learned-position.ts';
import { sequencePoolingKind } from './sequence/sequence-pooling.ts';
import { sinusoidalPositionKind } from './sequence/sinusoidal-position.ts';
import { timeDistributedKind } from './sequence/time-distributed.ts';

/**
 * The kinds of this package, for a registry.
 *
 * @example
 * ```ts
 * import { combinatorKinds, createRegistry } from '@sora-particles/combinator-core';
 * import { elementaryKinds } from '@sora-particles/combinator-core/elementary';
 * import { rnnTextKinds } from '@sora-particles/rnn-text';
 *
 * const registry = createRegistry([...combinatorKinds, ...elementaryKinds, ...rnnTextKinds]);
 * ```
 */
export const rnnTextKinds: readonly ParticleKind[] = [
  additiveAttentionKind,
  dotProductAttentionKind,
  embeddingKind,
  learnedPositionKind,
  maskPaddingKind,
  multiHeadAttentionKind,
  sequencePoolingKind,
  sinusoidalPositionKind,
  timeDistributedKind,
  transformerDecoderBlockKind,
  transformerEncoderBlockKind,
];
