import { cast, expandDims, max, mul, sub, tensor, type Tensor } from '@tensorflow/tfjs-core';

/**
 * What is taken from the score of a hidden key. Far below any score that training meets, and yet twice of
 * it, with a score on top, is still a float32: nothing becomes infinite, and no row of hidden keys NaN.
 */
const HIDDEN = 1e38;

/** Which steps look at which. */
export interface Sight {
  /** How many queries and keys there are. */
  readonly queries: number;
  readonly keys: number;
  /** bool `[batch, queries]` and `[batch, keys]`: which of them there are. Default: all. */
  readonly queryMask: Tensor | undefined;
  readonly keyMask: Tensor | undefined;
  /** Whether a query only looks at keys up to its own position. */
  readonly causal: boolean;
}

/** {@link Sight} as numbers. */
export interface AttentionMask {
  /** To be added to scores: `[batch or 1, queries or 1, keys]`; undefined if every key is seen. */
  readonly bias: Tensor | undefined;
  /** `[batch, queries or 1, 1]`: 0 for a query that is not there or sees no key; undefined if there is none. */
  readonly sees: Tensor | undefined;
}

/** Brings masks into a form for {@link attend}. */
export function attentionMask({ queries, keys, ...sight }: Sight): AttentionMask {
  const keyMask = sight.keyMask && expandDims(cast(sight.keyMask, 'float32'), 1);
  const queryMask = sight.queryMask && expandDims(cast(sight.queryMask, 'float32'), 2);
  const past = sight.causal ? triangle(queries, keys) : undefined;
  const seen = both(keyMask, past);
  // Without a mask of keys every query sees the first one.
  const any = keyMask && seen && max(seen, -1, true);
  return {
    bias: seen && mul(sub(seen, 1), HIDDEN),
    sees: both(queryMask, any),
  };
}

function both(a: Tensor | undefined, b: Tensor | undefined): Tensor | undefined {
  return a !== undefined && b !== undefined ? mul(a, b) : (a ?? b);
}

/** `[1, queries, keys]`: 1 up to the diagonal, 0 beyond. */
function triangle(queries: number, keys: number): Tensor {
  const values = new Float32Array(queries * keys);
  for (let query = 0; query < queries; query++) {
    values.fill(1, query * keys, query * keys + Math.min(query + 1, keys));
  }
  return tensor(values, [1, queries, keys]);
}
