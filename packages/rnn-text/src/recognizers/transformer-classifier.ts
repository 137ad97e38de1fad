import {
  type AnyParticle,
  chain,
  checkOptions,
  is,
  optional,
  repeat,
} from '@sora-particles/combinator-core';
import { dense, dropout as dropoutLayer } from '@sora-particles/combinator-core/elementary';
import { transformerEncoderBlock } from '../blocks/transformer-encoder-block.ts';
import { embedding } from '../embedding/embedding.ts';
import { sequencePooling } from '../sequence/sequence-pooling.ts';
import { sinusoidalPosition } from '../sequence/sinusoidal-position.ts';
import { tokenize } from '../text/tokenize.ts';
import type { Vocabulary } from '../text/vocabulary/vocabulary.ts';
import type { TextClassifier } from './text-classifier.ts';

/** Options of {@link transformerClassifier}. */
export interface TransformerClassifierOptions<Classes extends number = number> {
  /** How many classes there are; a positive integer. */
  readonly classes: Classes;
  /** Cuts texts into ids; saved with the model. */
  readonly vocabulary: Vocabulary;
  /** The most tokens of a text; longer ones lose their end. Default 128. */
  readonly maxLength?: number;
  /** Size of the vector of a token; a multiple of `heads`. Default 64. */
  readonly units?: number;
  /** How many attentions stand side by side; a positive integer. Default 4. */
  readonly heads?: number;
  /** How many blocks stand behind one another; a positive integer. Default 2. */
  readonly blocks?: number;
  /** Share of numbers that training drops, in [0, 1). Default 0.1. */
  readonly dropout?: number;
}

/**
 * A small transformer encoder, whose outputs are averaged over the tokens and classified. Lengths are padded
 * to multiples of 16, so that engines see few of them, and masked.
 *
 * Input `x`: texts `[batch]`. Output `y`: logits, float32 `[batch, classes]`.
 *
 * Parameters: `embedding/embeddings`, those of each block under `repeat/0/...`, `logits/kernel`, `logits/bias`.
 *
 * Source: Vaswani et al. 2017, https://arxiv.org/abs/1706.03762; layers are normalised first, as in Xiong et
 * al. 2020, https://arxiv.org/abs/2002.04745, which trains without a warm-up.
 *
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid`.
 *
 * @example
 * ```ts
 * import { buildVocabulary, transformerClassifier } from '@sora-particles/rnn-text';
 *
 * const vocabulary = await buildVocabulary(['so good', 'so bad'], { name: 'moods' });
 * const moods = transformerClassifier({ classes: 2, vocabulary, units: 16, blocks: 1 });
 * console.log(moods.output.y.shape); // [ 'batch', 2 ]
 * ```
 */
export function transformerClassifier<const Classes extends number>(
  options: TransformerClassifierOptions<Classes>,
): TextClassifier<Classes>;
export function transformerClassifier(options: TransformerClassifierOptions): TextClassifier {
  checkOptions('transformerClassifier', options, {
    classes: is.positiveInteger,
    vocabulary: is.anything,
    maxLength: optional(is.positiveInteger),
    units: optional(is.positiveInteger),
    heads: optional(is.positiveInteger),
    blocks: optional(is.positiveInteger),
    dropout: optional(is.fraction),
  });
  const { classes, vocabulary, maxLength = 128, units = 64, heads = 4 } = options;
  const { blocks = 2, dropout = 0.1 } = options;
  const block = transformerEncoderBlock({
    ...{ units, heads, hiddenUnits: 2 * units, dropout, normalizeFirst: true },
  });
  return chain([
    tokenize({ vocabulary, maxLength, padTo: { multipleOf: 16 } }),
    embedding({ vocabulary, units }),
    sinusoidalPosition(),
    dropoutLayer(dropout),
    repeat(block, blocks),
    sequencePooling({ mode: 'average' }),
    dense({ units: classes, meaning: 'logits', name: 'logits' }),
  ]) as AnyParticle as TextClassifier;
}
