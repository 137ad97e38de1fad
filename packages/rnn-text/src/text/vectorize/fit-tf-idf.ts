import { checkOptions } from '@sora-particles/combinator-core';
import { corpusChecks, readCorpus, type Corpus, type CorpusOptions } from '../corpus.ts';
import { openCoder } from '../vocabulary/coder.ts';
import { isVocabulary, parseVocabulary } from '../vocabulary/parse-vocabulary.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';

/** Options of {@link fitTfIdf}. */
export interface FitTfIdfOptions extends CorpusOptions {
  /** How texts become ids. */
  readonly vocabulary: Vocabulary;
}

/** What {@link fitTfIdf} gives and `tfIdf` takes. */
export interface FittedTfIdf {
  readonly vocabulary: Vocabulary;
  /** The weight of each id: the rarer in the corpus, the larger; 0 for special tokens. */
  readonly idf: readonly number[];
}

/**
 * Finds how much each token tells about a text: idf = ln((1 + n) / (1 + df)) + 1, for n texts of which df
 * hold the token. scikit-learn `TfidfVectorizer.fit` with its defaults. Special tokens, unknown ones
 * among them, weigh nothing.
 *
 * @param corpus - Texts, gone through once.
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid`, `value-invalid`,
 *   `data-empty`, `aborted`.
 *
 * @example
 * ```ts
 * import { buildVocabulary, fitTfIdf, tfIdf } from '@sora-particles/rnn-text';
 *
 * const corpus = ['rain and sun', 'rain and wind', 'rain'];
 * const vocabulary = await buildVocabulary(corpus, { name: 'weather' });
 * const fitted = await fitTfIdf(corpus, { vocabulary });
 * console.log(fitted.idf.map((idf) => Number(idf.toFixed(2)))); // [ 0, 0, 1, 1.29, 1.69, 1.69 ]
 * const vectorize = tfIdf(fitted);
 * ```
 */
export async function fitTfIdf(corpus: Corpus, options: FitTfIdfOptions): Promise<FittedTfIdf> {
  checkOptions<FitTfIdfOptions>('fitTfIdf', options, { vocabulary: isVocabulary, ...corpusChecks });
  const vocabulary = parseVocabulary(options.vocabulary, 'fitTfIdf.vocabulary');
  const { encode } = await openCoder(vocabulary);
  const holding = new Array<number>(vocabulary.size).fill(0);
  const texts = await readCorpus('fitTfIdf', corpus, options, (text) => {
    for (const id of new Set(encode(text))) holding[id] = (holding[id] ?? 0) + 1;
  });
  const special = new Set<number>(Object.values(vocabulary.ids) as number[]);
  const idf = holding.map((count, id) =>
    special.has(id) ? 0 : Math.log((1 + texts) / (1 + count)) + 1,
  );
  return Object.freeze({ vocabulary, idf: Object.freeze(idf) });
}
