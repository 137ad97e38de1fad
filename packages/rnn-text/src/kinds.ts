import type { ParticleKind } from '@sora-particles/combinator-core';
import { additiveAttentionKind } from './attention/additive-attention.ts';
import { dotProductAttentionKind } from './attention/dot-product-attention.ts';
import { multiHeadAttentionKind } from './attention/multi-head-attention.ts';
import { transformerDecoderBlockKind } from './blocks/transformer-decoder-block.ts';
import { transformerEncoderBlockKind } from './blocks/transformer-encoder-block.ts';
import { embeddingKind } from './embedding/embedding.ts';
import { maskPaddingKind } from './embedding/mask-padding.ts';
import { translatorKind } from './recognizers/translator.ts';
import { bidirectionalKind } from './recurrent/bidirectional.ts';
import { gruCellKind } from './recurrent/gru-cell.ts';
import { gruKind } from './recurrent/gru.ts';
import { lstmCellKind } from './recurrent/lstm-cell.ts';
import { lstmKind } from './recurrent/lstm.ts';
import { learnedPositionKind } from './sequence/learned-position.ts';
import { sequencePoolingKind } from './sequence/sequence-pooling.ts';
import { sinusoidalPositionKind } from './sequence/sinusoidal-position.ts';
import { timeDistributedKind } from './sequence/time-distributed.ts';
import { detokenizeKind } from './text/detokenize.ts';
import { normalizeTextKind } from './text/normalize-text.ts';
import { tokenizeKind } from './text/tokenize.ts';
import { bagOfWordsKind } from './text/vectorize/bag-of-words.ts';
import { hashNgramsKind } from './text/vectorize/hash-ngrams.ts';
import { tfIdfKind } from './text/vectorize/tf-idf.ts';

/**
 * The kinds of this package, for the registry of a program that loads saved particles. Nothing is
 * registered by importing the package.
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
export const rnnTextKinds: readonly ParticleKind[] = Object.freeze([
  // Text
  bagOfWordsKind,
  detokenizeKind,
  hashNgramsKind,
  normalizeTextKind,
  tfIdfKind,
  tokenizeKind,
  // Embedding
  embeddingKind,
  maskPaddingKind,
  // Recurrence
  bidirectionalKind,
  gruCellKind,
  gruKind,
  lstmCellKind,
  lstmKind,
  // Attention
  additiveAttentionKind,
  dotProductAttentionKind,
  multiHeadAttentionKind,
  // Sequences
  learnedPositionKind,
  sequencePoolingKind,
  sinusoidalPositionKind,
  timeDistributedKind,
  // Blocks
  transformerDecoderBlockKind,
  transformerEncoderBlockKind,
  // Ready
  translatorKind,
]);
