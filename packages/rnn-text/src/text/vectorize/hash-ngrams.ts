import {
  checkOptions,
  defineParticle,
  is,
  leafKind,
  optional,
  ParticleError,
  type AnyParticle,
  type OptionCheck,
  type Particle,
} from '@sora-particles/combinator-core';
import { tensor2d } from '@tensorflow/tfjs-core';
import type { NamedOptions } from '../../internal/named.ts';
import { murmur3 } from './murmur3.ts';
import { characterUnits, forEachNgram, wordUnits, type NgramSizes } from './ngrams.ts';
import { denseRows, sublinear, type RowNorm, type SparseRow } from './sparse-row.ts';

/** Options of {@link hashNgrams}. */
export interface HashNgramsOptions<
  Features extends number = number,
  Name extends string = string,
> extends NamedOptions<Name> {
  /** How many columns there are; a positive integer. The more, the fewer n-grams share one. */
  readonly features: Features;
  /** How many words in a row make a feature, at most 10; null for none. Default `[1, 2]`. */
  readonly words?: NgramSizes | null;
  /** How many characters (code points) in a row make a feature, at most 10. Default null, for none. */
  readonly characters?: NgramSizes | null;
  /** Whether half of the n-grams count -1, so that those that share a column cancel out. Default true. */
  readonly signed?: boolean;
  /** Whether a sum s weighs sign(s) * (1 + ln |s|). Default false. */
  readonly sublinear?: boolean;
  /** Whether each row is scaled to the Euclidean length 1. Default `'l2'`. */
  readonly norm?: RowNorm;
}

/** Made by {@link hashNgrams}. */
export interface HashNgrams<
  Name extends string = string,
  Features extends number = number,
> extends Particle<
  Name,
  { readonly x: { readonly value: 'text'; readonly shape: readonly ['batch'] } },
  { readonly y: { readonly shape: readonly ['batch', Features]; readonly dtype: 'float32' } },
  readonly []
> {}

const isSizes: OptionCheck = (value) =>
  value === null ||
  (Array.isArray(value) &&
    value.length === 2 &&
    value.every((size) => Number.isSafeInteger(size) && size > 0 && size <= 10) &&
    value[0] <= value[1])
    ? undefined
    : 'null, or two integers from 1 to 10, the lesser one first';

/** Words and characters have hashes of their own: "a" is not "a". */
const WORD_SEED = 0;
const CHARACTER_SEED = 1;

/**
 * Turns each text into one row by counting its n-grams in columns that their hash says: nothing is fitted,
 * nothing is unknown. Weinberger et al. 2009; scikit-learn `HashingVectorizer`, whose columns these are for
 * equal words.
 *
 * Input `x`: texts `[batch]`. Output `y`: float32 `[batch, features]`. Column and sign of an n-gram come
 * from the MurmurHash3 (x86, 32 bits) of its UTF-8, with the seed 0 for words, put together with single
 * spaces, and 1 for characters. Runs on the host; normalise before it (`normalizeText`).
 *
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { compose } from '@sora-particles/combinator-core';
 * import { dense } from '@sora-particles/combinator-core/elementary';
 * import { hashNgrams, normalizeText } from '@sora-particles/rnn-text';
 *
 * const spam = compose(normalizeText({ lowercase: true }))
 *   .to(hashNgrams({ features: 16384, words: [1, 2], characters: [3, 5], sublinear: true }))
 *   .to(dense({ units: 1, meaning: 'logits' }));
 * ```
 */
export function hashNgrams<const Features extends number, const Name extends string = 'hashNgrams'>(
  options: HashNgramsOptions<Features, Name>,
): HashNgrams<Name, Features> {
  checkOptions('hashNgrams', options, {
    features: is.positiveInteger,
    words: optional(isSizes),
    characters: optional(isSizes),
    signed: optional(is.boolean),
    sublinear: optional(is.boolean),
    norm: optional(is.oneOf('l2', 'none')),
    name: optional(is.string),
  });
  const { features, signed = true, norm = 'l2', name = 'hashNgrams' }: HashNgramsOptions = options;
  const { words = [1, 2], characters = null }: HashNgramsOptions = options;
  if (words === null && characters === null) {
    throw new ParticleError({
      code: 'option-invalid',
      summary: "hashNgrams(): one of 'words' and 'characters' must not be null",
      path: 'hashNgrams.words',
    });
  }
  const isSublinear = options.sublinear ?? false;
  const weigh = isSublinear ? sublinear : (value: number) => value;
  const fill = (text: string, row: SparseRow): void => {
    const add = (seed: number) => (bytes: Uint8Array, start: number, end: number) => {
      const hash = murmur3(bytes, start, end, seed);
      row.add((hash < 0 ? -hash : hash) % features, signed && hash < 0 ? -1 : 1);
    };
    if (words !== null) forEachNgram(wordUnits(text), words, add(WORD_SEED));
    if (characters !== null) forEachNgram(characterUnits(text), characters, add(CHARACTER_SEED));
  };
  const particle: AnyParticle = defineParticle({
    kind: 'rnn-text/hashNgrams@1',
    name,
    config: {
      features,
      words: words === null ? null : [...words],
      characters: characters === null ? null : [...characters],
      signed,
      sublinear: isSublinear,
      norm,
    },
    input: { x: { value: 'text', shape: ['batch'] } },
    output: { y: { shape: ['batch', features], dtype: 'float32' } },
    traits: { host: true, differentiable: false },
    run: (_context, { x }) => ({
      outputs: { y: tensor2d(denseRows(x, features, fill, weigh, norm), [x.length, features]) },
    }),
  });
  return particle as HashNgrams<Name, Features>;
}

/** Registry entry of {@link hashNgrams}. */
export const hashNgramsKind = leafKind('rnn-text/hashNgrams@1', hashNgrams<number, string>);
