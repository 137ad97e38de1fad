import { checkOptions, is, optional, ParticleError } from '@sora-particles/combinator-core';
import type { Dataset, Example } from './port-data.ts';
import { describe } from './refuse.ts';

/**
 * Where a stream comes from: something that can be iterated again for each epoch (an iterable, or a
 * function that makes one), or a generator, which can be iterated once.
 */
export type StreamSource<Item> =
  Iterable<Item> | AsyncIterable<Item> | (() => Iterable<Item> | AsyncIterable<Item>);

/** What is known about a stream beforehand. */
export interface StreamOptions {
  /** How many examples there are in one pass, for the estimate of the time left. Default unknown. */
  readonly count?: number;
}

/** What is known about a stream of single examples. */
export interface ExampleStreamOptions extends StreamOptions {
  /**
   * Shuffles through a buffer of this many examples: a batch is drawn from it at random, and what is
   * drawn is replaced by what comes next. At least as large as a run of equal labels to be of use.
   * Default 0: the order of the stream.
   */
  readonly shuffleBuffer?: number;
}

/** Examples that come one after the other. Made by {@link fromExamples} or {@link fromBatches}. */
export interface DataStream {
  readonly of: 'examples' | 'batches';
  readonly count: number | undefined;
  readonly shuffleBuffer: number;
  /** Whether it can be iterated again for another epoch. */
  readonly replayable: boolean;
  /** Starts one pass. */
  open(): Iterator<unknown> | AsyncIterator<unknown>;
}

/**
 * Trains on examples that come one by one, from an iterable, an async iterable or a function that
 * makes one. They are checked and collected into batches as they come; nothing else is kept.
 *
 * @throws ParticleError `kind-mismatch` for what cannot be iterated; `option-invalid`.
 *
 * @example
 * ```ts
 * import { fromExamples } from '@sora-particles/optimizer';
 *
 * const data = fromExamples(
 *   function* () {
 *     for (let i = 0; i < 1000; i++) yield { x: [i / 1000], y: [2 * (i / 1000)] };
 *   },
 *   { count: 1000, shuffleBuffer: 100 },
 * );
 * ```
 */
export function fromExamples(
  source: StreamSource<Example>,
  options: ExampleStreamOptions = {},
): DataStream {
  checkOptions<ExampleStreamOptions>('fromExamples', options, {
    count: optional(is.positiveInteger),
    shuffleBuffer: optional(is.nonNegativeInteger),
  });
  return streamOf('examples', source, options);
}

/**
 * Trains on batches that are ready-made: each is `{ x, y, sampleWeights? }` with the examples along
 * the first axis, and is taken as one step, whatever its size.
 *
 * @throws ParticleError `kind-mismatch` for what cannot be iterated; `option-invalid`.
 *
 * @example
 * ```ts
 * import { fromBatches } from '@sora-particles/optimizer';
 *
 * const data = fromBatches(async function* () {
 *   for (let i = 0; i < 10; i++) {
 *     yield { x: { values: new Float32Array(32 * 4), shape: [32, 4] }, y: new Uint8Array(32) };
 *   }
 * });
 * ```
 */
export function fromBatches(
  source: StreamSource<Dataset>,
  options: StreamOptions = {},
): DataStream {
  checkOptions<StreamOptions>('fromBatches', options, { count: optional(is.positiveInteger) });
  return streamOf('batches', source, options);
}

/** Whether something was made by {@link fromExamples} or {@link fromBatches}. */
export function isDataStream(value: unknown): value is DataStream {
  return typeof value === 'object' && value !== null && 'open' in value && 'replayable' in value;
}

/** Whether something can be iterated, or is a function that may make what can. */
export function isStreamSource(value: unknown): value is StreamSource<unknown> {
  return typeof value === 'function' || isIterable(value);
}

/** Makes a stream of anything that can be iterated. */
export function streamOf(
  of: DataStream['of'],
  source: StreamSource<unknown>,
  { count, shuffleBuffer = 0 }: ExampleStreamOptions = {},
): DataStream {
  if (!isStreamSource(source)) throw cannotIterate(source);
  return {
    of,
    count,
    shuffleBuffer,
    replayable: typeof source === 'function' || (iterate(source) as unknown) !== source,
    open: () => {
      if (typeof source !== 'function') return iterate(source);
      const made = source();
      if (!isIterable(made)) throw cannotIterate(made);
      return iterate(made);
    },
  };
}

function iterate(
  source: Iterable<unknown> | AsyncIterable<unknown>,
): Iterator<unknown> | AsyncIterator<unknown> {
  return Symbol.asyncIterator in source
    ? source[Symbol.asyncIterator]()
    : source[Symbol.iterator]();
}

function isIterable(value: unknown): value is Iterable<unknown> | AsyncIterable<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    (Symbol.asyncIterator in value || Symbol.iterator in value)
  );
}

function cannotIterate(found: unknown): ParticleError {
  return new ParticleError({
    code: 'kind-mismatch',
    summary: 'the data cannot be iterated',
    expected: 'an iterable, an async iterable, or a function that makes one',
    found: describe(found),
  });
}
