import { checkOptions, is, optional, ParticleError } from '@sora-particles/combinator-core';
import type { Examples } from './examples.ts';
import { exampleOf, type BucketedExample } from './example-of.ts';
import { trimmed } from './trim.ts';

/** How examples of about one length come into one batch. */
export interface BucketOptions {
  /**
   * The greatest length of each bucket, ascending, e.g. `[8, 16, 24]`. What is longer than the last has
   * a bucket of its own.
   */
  readonly boundaries: readonly number[];
  /** How long an example is: a number of at least 0, e.g. how many tokens it has. */
  readonly length: (example: BucketedExample) => number;
  /**
   * Arrays of numbers that are padded with 0 at the end of their second axis, which is cut to the
   * greatest length of the bucket: `'y'`, `'x'`, or `'x.<port>'` where there are several ports.
   * Default none.
   */
  readonly trim?: readonly string[] | undefined;
}

/** The examples of one bucket: all tables, cut to its length, and which rows are in it. */
export interface Bucket {
  readonly examples: Examples;
  readonly rows: ReadonlySet<number>;
}

/**
 * Checks the options by themselves.
 *
 * @throws ParticleError `option-unknown`, `option-missing` or `option-invalid`.
 */
export function checkBucketOptions(owner: string, options: BucketOptions): void {
  checkOptions<BucketOptions>(`${owner}.bucketByLength`, options, {
    boundaries: (value) =>
      is.arrayOf(is.positiveInteger)(value) ??
      ((value as number[]).length > 0 && (value as number[]).every(isAscending)
        ? undefined
        : 'at least one whole number, ascending'),
    length: is.function,
    trim: optional(is.arrayOf(is.string)),
  });
}

/**
 * Sorts examples into buckets; those that stay empty are left out. Nothing is copied.
 *
 * @param path - What the examples are, for messages, e.g. `data`.
 * @throws ParticleError `value-invalid` for a length that is no number of at least 0 or for something else
 *   than 0 in what would be cut; `port-unknown` or `kind-mismatch` for what cannot be cut.
 */
export function bucketsOf(path: string, examples: Examples, options: BucketOptions): Bucket[] {
  const { boundaries, length, trim = [] } = options;
  const rows = Array.from([...boundaries, Infinity], () => new Set<number>());
  for (let row = 0; row < examples.count; row++) {
    const found = length(exampleOf(examples, row));
    if (!(found >= 0)) throw noLength(`${path}[${row}]`, found);
    const at = boundaries.findIndex((boundary) => found <= boundary);
    rows.at(at)?.add(row);
  }
  return rows.flatMap((own, i) => {
    if (own.size === 0) return [];
    const boundary = boundaries[i];
    const cut = boundary === undefined ? examples : trimmed(path, examples, trim, boundary, own);
    return [{ examples: cut, rows: own }];
  });
}

function isAscending(value: number, i: number, all: readonly number[]): boolean {
  return i === 0 || value > (all[i - 1] ?? 0);
}

function noLength(path: string, found: unknown): ParticleError {
  return new ParticleError({
    code: 'value-invalid',
    summary: `bucketByLength.length gives no length for ${path}`,
    path,
    expected: 'a number of at least 0',
    found: String(found),
  });
}
