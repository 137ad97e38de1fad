import type { Tensor } from '@tensorflow/tfjs-core';

/** Nested lists: batch, step, feature. */
export type Sequences = readonly (readonly (readonly number[])[])[];

/** Which steps see which: batch, query, key. */
export type Sees = (item: number, query: number, key: number) => boolean;

/** Attention as plain loops, in double precision: `score` of a query and a key, both rows of numbers. */
export function attentionByLoops(
  queries: Sequences,
  keys: Sequences,
  values: Sequences,
  sees: Sees,
  score: (query: readonly number[], key: readonly number[]) => number,
): { readonly y: number[][][]; readonly scores: number[][][] } {
  const scores = queries.map((item, b) =>
    item.map((query, i) => {
      const exponents = (keys[b] ?? []).map((key, j) =>
        sees(b, i, j) ? score(query, key) : -Infinity,
      );
      const most = Math.max(...exponents);
      const powers = exponents.map((exponent) =>
        exponent === -Infinity ? 0 : Math.exp(exponent - most),
      );
      const total = powers.reduce((sum, power) => sum + power, 0);
      return powers.map((power) => (total === 0 ? 0 : power / total));
    }),
  );
  const y = scores.map((item, b) =>
    item.map((weights) =>
      (values[b]?.[0] ?? []).map((_, f) =>
        weights.reduce((sum, weight, j) => sum + weight * (values[b]?.[j]?.[f] ?? NaN), 0),
      ),
    ),
  );
  return { y, scores };
}

/** The product of two rows. */
export function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? NaN), 0);
}

/** A tensor as nested lists, with one zero only: -0 counts as 0. */
export function toSequences(x: Tensor): Sequences {
  return (x.arraySync() as number[][][]).map((item) => item.map((step) => step.map((v) => v + 0)));
}
