import {
  checkOptions,
  defineParticle,
  is,
  leafKind,
  optional,
  type AnyParticle,
  type Particle,
} from '@sora-particles/combinator-core';
import type { NamedOptions } from '../../internal/named.ts';
import { isVocabulary, parseVocabulary } from '../vocabulary/parse-vocabulary.ts';
import { toConfig, type Vocabulary } from '../vocabulary/vocabulary.ts';
import { countRows } from './count-rows.ts';

/** Options of {@link bagOfWords}. */
export interface BagOfWordsOptions<
  Mode extends 'multiHot' | 'count' = 'multiHot' | 'count',
  Name extends string = string,
> extends NamedOptions<Name> {
  /** How texts become ids. It is saved with the particle. */
  readonly vocabulary: Vocabulary;
  /** 1 for each token that occurs, or how often it does. Default `'multiHot'`. */
  readonly mode?: Mode;
}

/** Made by {@link bagOfWords}. */
export interface BagOfWords<
  Name extends string = string,
  Mode extends 'multiHot' | 'count' = 'multiHot' | 'count',
> extends Particle<
  Name,
  { readonly x: { readonly value: 'text'; readonly shape: readonly ['batch'] } },
  {
    readonly y: {
      readonly shape: readonly ['batch', number];
      readonly dtype: 'float32';
    } & (Mode extends 'multiHot' ? { readonly range: readonly [0, 1] } : unknown);
  },
  readonly []
> {}

/**
 * Turns each text into one row that says which tokens occur in it, in whatever order. Keras
 * `TextVectorization('multi_hot' | 'count')`, scikit-learn `CountVectorizer`.
 *
 * Input `x`: texts `[batch]`. Output `y`: float32 `[batch, vocabulary.size]`, range [0, 1] where multi-hot;
 * column i is the token with the id i, so that what the vocabulary does not hold counts in the column of
 * the unknown token, and that of padding is 0. Runs on the host.
 *
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import '@tensorflow/tfjs-backend-cpu';
 * import { predict } from '@sora-particles/combinator-core';
 * import { bagOfWords, createVocabulary } from '@sora-particles/rnn-text';
 *
 * const vocabulary = createVocabulary({ name: 'weather', tokens: ['rain', 'sun'] });
 * const y = await predict(bagOfWords({ vocabulary, mode: 'count' }), {}, ['sun sun snow']);
 * console.log(y.arraySync()); // [ [ 0, 1, 0, 2 ] ]
 * ```
 */
export function bagOfWords<
  const Mode extends 'multiHot' | 'count' = 'multiHot',
  const Name extends string = 'bagOfWords',
>(options: BagOfWordsOptions<Mode, Name>): BagOfWords<Name, Mode> {
  checkOptions('bagOfWords', options, {
    vocabulary: isVocabulary,
    mode: optional(is.oneOf('multiHot', 'count')),
    name: optional(is.string),
  });
  const { mode = 'multiHot', name = 'bagOfWords' }: BagOfWordsOptions = options;
  const vocabulary = parseVocabulary(options.vocabulary, 'bagOfWords.vocabulary');
  const weigh = mode === 'count' ? (count: number) => count : () => 1;
  const particle: AnyParticle = defineParticle({
    kind: 'rnn-text/bagOfWords@1',
    name,
    config: { vocabulary: toConfig(vocabulary), mode },
    input: { x: { value: 'text', shape: ['batch'] } },
    output: {
      y: {
        shape: ['batch', vocabulary.size],
        dtype: 'float32',
        ...(mode === 'multiHot' && { range: [0, 1] }),
      },
    },
    traits: { host: true, differentiable: false },
    run: (_context, { x }) => countRows(vocabulary, x, weigh, 'none'),
  });
  return particle as BagOfWords<Name, Mode>;
}

/** Registry entry of {@link bagOfWords}. */
export const bagOfWordsKind = leafKind(
  'rnn-text/bagOfWords@1',
  bagOfWords<'multiHot' | 'count', string>,
);
