import { checkOptions, is, optional, type OptionCheck } from '@sora-particles/combinator-core';
import { completeNormalization, type NormalizeOptions } from '../normalize-string.ts';
import { checkMerges, checkTokens } from './check-tokens.ts';
import { countOf, EXTRA_ROLES, listedIds, makeVocabulary } from './make-vocabulary.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Options of vocabularies whose special tokens come first. */
export interface SpecialOptions {
  /** Special tokens besides padding (id 0) and unknown (id 1), which are always there. Default none. */
  readonly special?: readonly ('start' | 'end' | 'mask')[];
  /** What is done to every text before it is split; also later, wherever the vocabulary is used. */
  readonly normalize?: NormalizeOptions;
}

/** Options of {@link createVocabulary}. */
export interface CreateVocabularyOptions<Name extends string = string> extends SpecialOptions {
  /** What the vocabulary is called in contracts: letters, digits, `_`, `.` and `-`. */
  readonly name: Name;
  /** Whether texts are split into words or into characters. Default `'word'`. */
  readonly type?: 'word' | 'character';
  /** The tokens in the order of their ids, all different; without the special ones. */
  readonly tokens: readonly string[];
}

/** Options of {@link createBytePairs}. */
export interface CreateBytePairsOptions<Name extends string = string> extends SpecialOptions {
  /** What the vocabulary is called in contracts: letters, digits, `_`, `.` and `-`. */
  readonly name: Name;
  /** Pairs of symbols, flat: left, right, left, right ... Symbols 0 to 255 are bytes, 256 is the first pair. */
  readonly merges: readonly number[];
}

const areRoles: OptionCheck = (value) =>
  Array.isArray(value) &&
  value.every((role) => (EXTRA_ROLES as readonly unknown[]).includes(role)) &&
  new Set(value).size === value.length
    ? undefined
    : `a list of ${EXTRA_ROLES.join(', ')}, each once`;

/** Checks of {@link SpecialOptions}. */
export const specialChecks = {
  special: optional(areRoles),
  normalize: optional(is.anything),
} as const;

/**
 * Makes a vocabulary of known tokens, for lists that come from elsewhere. `buildVocabulary` finds them in
 * a corpus.
 *
 * @returns Plain, frozen JSON; the same tokens and options give the same hash.
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { createVocabulary } from '@sora-particles/rnn-text';
 *
 * const weather = createVocabulary({ name: 'weather', tokens: ['rain', 'sun', 'wind'] });
 * console.log(weather.size, weather.ids); // 5 { padding: 0, unknown: 1 }
 * ```
 */
export function createVocabulary<const Name extends string>(
  options: CreateVocabularyOptions<Name>,
): Vocabulary<Name> {
  checkOptions<CreateVocabularyOptions>('createVocabulary', options, {
    name: is.string,
    type: optional(is.oneOf('word', 'character')),
    tokens: is.arrayOf(is.anything),
    ...specialChecks,
  });
  const { name, type = 'word', tokens, special = [], normalize = {} } = options;
  checkTokens(tokens, 'createVocabulary.tokens');
  const ids = listedIds(special);
  const normalization = completeNormalization('createVocabulary.normalize', normalize);
  const model = { type, normalize: normalization, tokens: [...tokens] };
  return makeVocabulary(name, model, ids, countOf(ids) + tokens.length);
}

/**
 * Makes a byte-pair vocabulary of known pairs. `trainBytePairs` learns them from a corpus. Ids: the
 * special tokens, then 256 bytes, then one for each pair.
 *
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { createBytePairs, textCoder } from '@sora-particles/rnn-text';
 *
 * const [a, b] = [97, 98]; // symbols 0 to 255 are bytes
 * const pairs = createBytePairs({ name: 'ab', merges: [a, b, 256, 256] });
 * const { encode } = await textCoder(pairs);
 * console.log(encode('ababab')); // [ 259, 258 ]
 * ```
 */
export function createBytePairs<const Name extends string>(
  options: CreateBytePairsOptions<Name>,
): Vocabulary<Name> {
  checkOptions<CreateBytePairsOptions>('createBytePairs', options, {
    name: is.string,
    merges: is.arrayOf(is.anything),
    ...specialChecks,
  });
  const { name, merges, special = [], normalize = { form: 'none' } } = options;
  checkMerges(merges, 'createBytePairs.merges');
  const ids = listedIds(special);
  const normalization = completeNormalization('createBytePairs.normalize', normalize);
  const model = { type: 'bytePair', normalize: normalization, merges: [...merges] } as const;
  return makeVocabulary(name, model, ids, countOf(ids) + 256 + merges.length / 2);
}
