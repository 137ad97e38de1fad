import {
  type AnyParticle,
  chain,
  checkOptions,
  is,
  optional,
} from '@sora-particles/combinator-core';
import { dense, dropout as dropoutLayer } from '@sora-particles/combinator-core/elementary';
import { embedding } from '../embedding/embedding.ts';
import { bidirectional } from '../recurrent/bidirectional.ts';
import { gru } from '../recurrent/gru.ts';
import { tokenize } from '../text/tokenize.ts';
import type { Vocabulary } from '../text/vocabulary/vocabulary.ts';
import type { TextClassifier } from './text-classifier.ts';

/** Options of {@link recurrentClassifier}. */
export interface RecurrentClassifierOptions<Classes extends number = number> {
  /** How many classes there are; a positive integer. */
  readonly classes: Classes;
  /** Cuts texts into ids; saved with the model. */
  readonly vocabulary: Vocabulary;
  /** The most tokens of a text; longer ones lose their end. Default 128. */
  readonly maxLength?: number;
  /** Size of the vector of a token; a positive integer. Default 64. */
  readonly embeddingSize?: number;
  /** Size of the state in each direction; a positive integer. Default 64. */
  readonly units?: number;
  /** Share of numbers that training drops, in [0, 1). Default 0.3. */
  readonly dropout?: number;
}

/**
 * Reads a text word by word, forwards and backwards, with gated recurrent units, and classifies what it
 * remembers in the end. Lengths are padded to multiples of 16, so that engines see few of them, and masked.
 *
 * Input `x`: texts `[batch]`. Output `y`: logits, float32 `[batch, classes]`.
 *
 * Parameters: `embedding/embeddings`, `bidirectional/forward/...`, `bidirectional/backward/...`,
 * `logits/kernel`, `logits/bias`.
 *
 * Source: Cho et al. 2014, https://arxiv.org/abs/1406.1078.
 *
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid`.
 *
 * @example
 * ```ts
 * import { buildVocabulary, recurrentClassifier } from '@sora-particles/rnn-text';
 *
 * const vocabulary = await buildVocabulary(['so good', 'so bad'], { name: 'moods' });
 * const moods = recurrentClassifier({ classes: 2, vocabulary, units: 16 });
 * console.log(moods.output.y.shape); // [ 'batch', 2 ]
 * ```
 */
export function recurrentClassifier<const Classes extends number>(
  options: RecurrentClassifierOptions<Classes>,
): TextClassifier<Classes>;
export function recurrentClassifier(options: RecurrentClassifierOptions): TextClassifier {
  checkOptions('recurrentClassifier', options, {
    classes: is.positiveInteger,
    vocabulary: is.anything,
    maxLength: optional(is.positiveInteger),
    embeddingSize: optional(is.positiveInteger),
    units: optional(is.positiveInteger),
    dropout: optional(is.fraction),
  });
  const { classes, vocabulary, maxLength = 128, embeddingSize = 64 } = options;
  const { units = 64, dropout = 0.3 } = options;
  return chain([
    tokenize({ vocabulary, maxLength, padTo: { multipleOf: 16 } }),
    embedding({ vocabulary, units: embeddingSize }),
    dropoutLayer(dropout),
    bidirectional(gru({ units })),
    dropoutLayer(dropout),
    dense({ units: classes, meaning: 'logits', name: 'logits' }),
  ]) as AnyParticle as TextClassifier;
}
