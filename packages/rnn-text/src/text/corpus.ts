import { is, optional, ParticleError, type OptionCheck } from '@sora-particles/combinator-core';
import { checkAborted, pause } from './abort.ts';

/** Texts to learn from, one after another; they are gone through once. */
export type Corpus = Iterable<string> | AsyncIterable<string>;

/** How far something that learns from a corpus has got. */
export interface CorpusProgress {
  /** `'read'`: texts are read; `'merge'`: byte pairs are merged. */
  readonly phase: 'read' | 'merge';
  /** Texts read, or merges learnt. */
  readonly done: number;
  /** How many there will be, where that is known. */
  readonly total?: number;
}

/** Options of everything that learns from a corpus. */
export interface CorpusOptions {
  /** Gives up: the promise rejects with `aborted`. */
  readonly signal?: AbortSignal | undefined;
  /** Told now and then how far it has got. */
  readonly onProgress?: ((progress: CorpusProgress) => void) | undefined;
}

const isSignal: OptionCheck = (value) =>
  typeof value === 'object' && value !== null && 'aborted' in value ? undefined : 'an AbortSignal';

/** Checks of {@link CorpusOptions}. */
export const corpusChecks = {
  signal: optional(isSignal),
  onProgress: optional(is.function),
} as const;

/** Characters between two turns of the event loop; some 50 ms of splitting. */
const TURN = 1 << 19;

/**
 * Calls `read` with each text of a corpus, tells the progress, and lets others run in between.
 *
 * @returns How many texts there were.
 * @throws ParticleError `data-empty`, `value-invalid`, `aborted`.
 */
export async function readCorpus(
  owner: string,
  corpus: Corpus,
  { signal, onProgress }: CorpusOptions,
  read: (text: string) => void,
): Promise<number> {
  checkCorpus(owner, corpus);
  checkAborted(signal);
  let done = 0;
  let turn = 0;
  for await (const text of corpus) {
    checkAborted(signal);
    if (typeof (text as unknown) !== 'string') {
      throw new ParticleError({
        code: 'value-invalid',
        summary: `${owner}(): the corpus holds something that is not text`,
        path: `corpus[${String(done)}]`,
        found: typeof text,
      });
    }
    read(text);
    done++;
    turn += text.length + 1;
    if (turn < TURN) continue;
    turn = 0;
    onProgress?.({ phase: 'read', done });
    await pause();
  }
  checkAborted(signal);
  if (done === 0) {
    throw new ParticleError({ code: 'data-empty', summary: `${owner}(): the corpus is empty` });
  }
  onProgress?.({ phase: 'read', done });
  return done;
}

function checkCorpus(owner: string, corpus: unknown): void {
  const isObject = typeof corpus === 'object' && corpus !== null;
  // A string is iterable too: over its characters, which nobody means.
  if (isObject && (Symbol.iterator in corpus || Symbol.asyncIterator in corpus)) return;
  throw new ParticleError({
    code: 'value-invalid',
    summary: `${owner}() takes a list of texts, or another iterable of them`,
    path: 'corpus',
    found: typeof corpus,
  });
}
