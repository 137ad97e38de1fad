import { add, div, maximum, scalar, sub, type Tensor } from '@tensorflow/tfjs-core';

/**
 * What to multiply by so that a norm is at most `maxNorm`: maxNorm / max(norm, maxNorm), and NaN for a
 * norm that is not finite. The difference at the end is 0 or NaN: dividing by an infinite norm alone
 * would give 0 and hide the accident, and some backends lose NaN in maximum.
 */
export function clipFactor(norm: Tensor, maxNorm: number): Tensor {
  const limit = scalar(maxNorm);
  return add(div(limit, maximum(norm, limit)), sub(norm, norm));
}
