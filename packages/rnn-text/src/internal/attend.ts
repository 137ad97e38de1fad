import { add, expandDims, matMul, mul, softmax, zeros, type Tensor } from '@tensorflow/tfjs-core';
import type { AttentionMask } from './attention-mask.ts';

/** What {@link attend} gives. */
export interface Attended {
  /** The weighted sums of values: `[batch, queries, size]`, or with heads behind the batch. */
  readonly context: Tensor;
  /** The weights before dropout, in the shape of the scores. */
  readonly weights: () => Tensor;
}

/**
 * softmax(scores) values, where a query that is not there or sees no key gets zeros.
 *
 * @param scores - `[batch, queries, keys]`, or with heads behind the batch.
 * @param values - `[batch, keys, size]`, likewise.
 * @param drop - Applied to the weights.
 */
export function attend(
  scores: Tensor,
  values: Tensor,
  { bias, sees }: AttentionMask,
  drop: (weights: Tensor) => Tensor,
): Attended {
  if (scores.size === 0) {
    const context = zeros([...scores.shape.slice(0, -1), values.shape.at(-1) ?? 0]);
    return { context, weights: () => zeros(scores.shape) };
  }
  const fit = (mask: Tensor): Tensor => (scores.rank > mask.rank ? expandDims(mask, 1) : mask);
  const all = softmax(bias === undefined ? scores : add(scores, fit(bias)));
  const clear = (x: Tensor): Tensor => (sees === undefined ? x : mul(x, fit(sees)));
  // Sums are fewer than weights, so that it is they that are cleared.
  return { context: clear(matMul(drop(all), values)), weights: () => clear(all) };
}
