import { add, cast, div, equal, type Tensor } from '@tensorflow/tfjs-core';

/**
 * A mean from a sum and a count: 0 / 0 is 0. Differentiable by the sum, which tfjs-core's own
 * `divNoNan` is not.
 */
export function divideOrZero(sum: Tensor, count: Tensor): Tensor {
  return div(sum, add(count, cast(equal(count, 0), 'float32')));
}
