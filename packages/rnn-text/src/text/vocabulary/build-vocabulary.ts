import { checkOptions, is, optional } from '@sora-particles/combinator-core';
import { corpusChecks, readCorpus, type Corpus, type CorpusOptions } from '../corpus.ts';
import { completeNormalization } from '../normalize-string.ts';
import { specialChecks, type SpecialOptions } from './create-vocabulary.ts';
import { splitTokens } from './listed-coder.ts';
import { checkVocabularyName, countOf, listedIds, makeVocabulary } from './make-vocabulary.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Options of {@link buildVocabulary}. */
export interface BuildVocabularyOptions<Name extends string = string>
  extends SpecialOptions, CorpusOptions {
  /** What the vocabulary is called in contracts: letters, digits, `_`, `.` and `-`. */
  readonly name: Name;
  /** Whether texts are split into words or into characters. Default `'word'`. */
  readonly type?: 'word' | 'character';
  /** The most ids there may be, the special ones included; a positive integer. Default 30,000. */
  readonly maxTokens?: number;
  /** How often a token must occur to be in it; a positive integer. Default 1. */
  readonly minCount?: number;
}

/** Longer ones are no words: nobody looks them up again. */
const MAX_LENGTH = 1000;

/**
 * Finds the words, or characters, of a corpus: the most frequent ones, ties in the order of their UTF-16
 * units, so that the order of the corpus does not matter. Keras `TextVectorization.adapt`.
 *
 * @param corpus - Texts, gone through once.
 * @returns The vocabulary; ids go by falling frequency behind the special tokens.
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid`, `name-invalid`,
 *   `value-invalid`, `data-empty`, `aborted`.
 *
 * @example
 * ```ts
 * import { buildVocabulary } from '@sora-particles/rnn-text';
 *
 * const reviews = await buildVocabulary(['Good film.', 'A good, good plot'], {
 *   name: 'reviews',
 *   maxTokens: 5,
 *   normalize: { lowercase: true },
 * });
 * console.log(reviews.model.type === 'word' && reviews.model.tokens); // [ 'good', ',', '.' ]
 * ```
 */
export async function buildVocabulary<const Name extends string>(
  corpus: Corpus,
  options: BuildVocabularyOptions<Name>,
): Promise<Vocabulary<Name>> {
  checkOptions<BuildVocabularyOptions>('buildVocabulary', options, {
    name: is.string,
    type: optional(is.oneOf('word', 'character')),
    maxTokens: optional(is.positiveInteger),
    minCount: optional(is.positiveInteger),
    ...specialChecks,
    ...corpusChecks,
  });
  const { name, type = 'word', maxTokens = 30_000, minCount = 1, special = [] } = options;
  checkVocabularyName(name);
  const normalize = completeNormalization('buildVocabulary.normalize', options.normalize ?? {});
  const ids = listedIds(special);
  const counts = new Map<string, number>();
  await readCorpus('buildVocabulary', corpus, options, (text) => {
    for (const token of splitTokens({ type, normalize }, text)) {
      counts.set(token, (counts.get(token) ?? 0) + 1);
    }
  });
  const tokens = [...counts]
    .filter(([token, count]) => count >= minCount && token.length <= MAX_LENGTH)
    .sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
    .slice(0, Math.max(0, maxTokens - countOf(ids)))
    .map(([token]) => token);
  const model = { type, normalize, tokens };
  return makeVocabulary(name, model, ids, countOf(ids) + tokens.length);
}
