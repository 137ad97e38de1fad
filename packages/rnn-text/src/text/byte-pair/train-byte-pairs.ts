import { checkOptions, is, optional } from '@sora-particles/combinator-core';
import { checkAborted, pause } from '../abort.ts';
import { corpusChecks, readCorpus, type Corpus, type CorpusOptions } from '../corpus.ts';
import { completeNormalization, normalizeString } from '../normalize-string.ts';
import { MAX_TOKENS } from '../vocabulary/check-tokens.ts';
import {
  createBytePairs,
  specialChecks,
  type SpecialOptions,
} from '../vocabulary/create-vocabulary.ts';
import { checkVocabularyName, countOf, listedIds } from '../vocabulary/make-vocabulary.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import { splitChunks } from './chunks.ts';
import { countPairs } from './count-pairs.ts';

/** Options of {@link trainBytePairs}. */
export interface TrainBytePairsOptions<Name extends string = string>
  extends SpecialOptions, CorpusOptions {
  /** What the vocabulary is called in contracts: letters, digits, `_`, `.` and `-`. */
  readonly name: Name;
  /**
   * The most ids there may be, special tokens and the 256 bytes included; an integer up to a million.
   * Default 8,000. There are fewer where the corpus runs out of pairs.
   */
  readonly maxTokens?: number;
  /** How often a pair must occur to be merged; a positive integer. Default 2. */
  readonly minCount?: number;
}

/** Different chunks that are counted; those that are new after so many are passed over. */
const MAX_CHUNKS = 1 << 20;

/** Symbols gone through between two turns of the event loop. */
const TURN = 1 << 19;

/**
 * Learns byte pairs from a corpus (Sennrich et al. 2016, on bytes as GPT-2 does): again and again the pair
 * of symbols that occurs most becomes a symbol; of several the one of smaller symbols. The result does not
 * depend on the order of the corpus, and there is no chance in it.
 *
 * Nothing is unknown to it: every text can be encoded, and decoding gives it back.
 *
 * Time grows with the corpus and with the number of pairs; a few MB of text and 8,000 tokens take seconds.
 *
 * @param corpus - Texts, gone through once.
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid`, `name-invalid`,
 *   `value-invalid`, `data-empty`, `aborted`.
 *
 * @example
 * ```ts
 * import { textCoder, trainBytePairs } from '@sora-particles/rnn-text';
 *
 * const corpus = ['low lower lowest', 'new newer newest'];
 * const pairs = await trainBytePairs(corpus, { name: 'words', maxTokens: 270 });
 * const { encode, decode } = await textCoder(pairs);
 * console.log(decode(encode('lowest 🙂'))); // lowest 🙂
 * ```
 */
export async function trainBytePairs<const Name extends string>(
  corpus: Corpus,
  options: TrainBytePairsOptions<Name>,
): Promise<Vocabulary<Name>> {
  checkOptions<TrainBytePairsOptions>('trainBytePairs', options, {
    name: is.string,
    maxTokens: optional((value) =>
      is.positiveInteger(value) === undefined && (value as number) <= MAX_TOKENS
        ? undefined
        : 'a positive integer up to a million',
    ),
    minCount: optional(is.positiveInteger),
    ...specialChecks,
    ...corpusChecks,
  });
  const { name, maxTokens = 8000, minCount = 2, special = [] } = options;
  checkVocabularyName(name);
  const normalize = completeNormalization(
    'trainBytePairs.normalize',
    options.normalize ?? { form: 'none' },
  );
  const chunks = new Map<string, number>();
  await readCorpus('trainBytePairs', corpus, options, (text) => {
    for (const chunk of splitChunks(normalizeString(text, normalize))) {
      const known = chunks.get(chunk);
      if (known !== undefined) chunks.set(chunk, known + 1);
      else if (chunks.size < MAX_CHUNKS) chunks.set(chunk, 1);
    }
  });
  const room = Math.max(0, maxTokens - 256 - countOf(listedIds(special)));
  const merges = await learnMerges(chunks, room, minCount, options);
  return createBytePairs({ name, merges, special, normalize });
}

async function learnMerges(
  chunks: ReadonlyMap<string, number>,
  total: number,
  minCount: number,
  { signal, onProgress }: CorpusOptions,
): Promise<number[]> {
  checkAborted(signal);
  const pairs = countPairs(chunks);
  const merges: number[] = [];
  let turn = 0;
  for (let done = 0; done < total; done++) {
    const pair = pairs.best(minCount);
    if (pair === undefined) break;
    merges.push(...pair);
    turn += pairs.merge(...pair, 256 + done);
    if (turn < TURN) continue;
    turn = 0;
    onProgress?.({ phase: 'merge', done: done + 1, total });
    await pause();
    checkAborted(signal);
  }
  onProgress?.({ phase: 'merge', done: merges.length / 2, total: merges.length / 2 });
  return merges;
}
