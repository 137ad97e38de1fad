import {
  type AnyParticle,
  chain,
  type Chain,
  checkOptions,
  graph,
  is,
  optional,
  type Ports,
  type TensorSpec,
} from '@sora-particles/combinator-core';
import { dense, dropout as dropoutLayer } from '@sora-particles/combinator-core/elementary';
import { embedding } from '../embedding/embedding.ts';
import { bidirectional } from '../recurrent/bidirectional.ts';
import { gru } from '../recurrent/gru.ts';
import type { TokensMeaning, VocabularyIdentity } from '../vocabulary-identity.ts';

/** Options of {@link sequenceTagger}. */
export interface SequenceTaggerOptions<Tags extends number = number, Name extends string = string> {
  /** How many tags there are; a positive integer. */
  readonly tags: Tags;
  /** Whose ids it takes. */
  readonly vocabulary: VocabularyIdentity<Name>;
  /** Size of the vector of a token; a positive integer. Default 64. */
  readonly embeddingSize?: number;
  /** Size of the state in each direction; a positive integer. Default 64. */
  readonly units?: number;
  /** Share of numbers that training drops, in [0, 1). Default 0.3. */
  readonly dropout?: number;
}

/** A tagger: from ids to one logit for each tag, at each step. */
export interface SequenceTagger<
  Tags extends number = number,
  Name extends string = string,
> extends Chain<
  'logits',
  {
    readonly x: {
      readonly shape: readonly ['batch', 'time'];
      readonly dtype: 'int32';
      readonly meaning: TokensMeaning<Name>;
    };
    readonly mask: {
      readonly shape: readonly ['batch', 'time'];
      readonly dtype: 'bool';
      readonly optional: true;
    };
  },
  {
    readonly y: {
      readonly shape: readonly ['batch', 'time', Tags];
      readonly dtype: 'float32';
      readonly meaning: 'logits';
    };
  }
> {}

/**
 * Gives every token of a text a tag (part of speech, name or no name), by what stands before and behind it.
 * It takes ids, as the tags of a text are by token; put `tokenize` in front, whose mask it gets.
 *
 * Inputs `x`: int32 `[batch, time]`, ids of the vocabulary; `mask`, optional: bool `[batch, time]`. Output `y`: logits, float32
 * `[batch, time, tags]`.
 *
 * Source: Huang, Xu and Yu, "Bidirectional LSTM-CRF models for sequence tagging", 2015,
 * https://arxiv.org/abs/1508.01991, with gated recurrent units and without the random field.
 *
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid`.
 *
 * @example
 * ```ts
 * import { compose } from '@sora-particles/combinator-core';
 * import { createVocabulary, sequenceTagger, tokenize } from '@sora-particles/rnn-text';
 *
 * const vocabulary = createVocabulary({ name: 'weather', tokens: ['rain', 'falls'] });
 * const tagger = compose(tokenize({ vocabulary, maxLength: 32 })).to(
 *   sequenceTagger({ tags: 3, vocabulary }),
 * );
 * console.log(tagger.output.y.shape.at(-1)); // 3
 * ```
 */
export function sequenceTagger<const Tags extends number, const Name extends string>(
  options: SequenceTaggerOptions<Tags, Name>,
): SequenceTagger<Tags, Name>;
export function sequenceTagger(options: SequenceTaggerOptions): SequenceTagger {
  checkOptions('sequenceTagger', options, {
    tags: is.positiveInteger,
    vocabulary: is.anything,
    embeddingSize: optional(is.positiveInteger),
    units: optional(is.positiveInteger),
    dropout: optional(is.fraction),
  });
  const { tags, vocabulary, embeddingSize = 64, units = 64, dropout = 0.3 } = options;
  const words: AnyParticle = embedding({ vocabulary, units: embeddingSize });
  const memory: AnyParticle = bidirectional(gru({ units, returnSequences: true }));
  const classes: AnyParticle = dense({ units: tags, meaning: 'logits' });
  const drop: AnyParticle = dropoutLayer(dropout);
  const inputs: Ports = {
    x: { ...(words.input['x'] as TensorSpec), shape: ['batch', 'time'] },
    mask: { shape: ['batch', 'time'], dtype: 'bool', optional: true },
  };
  // A graph, so that the mask is an input of the whole.
  const tagger = graph(inputs)
    .node('embedding', words, { x: 'x' })
    .node('dropout', drop, { x: 'embedding' })
    .node('memory', memory, { x: 'dropout', mask: 'mask' })
    .node('logits', classes, { x: 'memory' })
    .output({ y: 'logits' });
  return chain([tagger]) as AnyParticle as SequenceTagger;
}
