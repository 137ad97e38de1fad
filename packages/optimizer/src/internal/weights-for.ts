import { mul, ones, reshape, type Tensor } from '@tensorflow/tfjs-core';

/** Weights per example, `['batch']`, repeated for every position of a shape `['batch', ...]`. */
export function weightsFor(shape: readonly number[], weights: Tensor): Tensor {
  const column = reshape(weights, [weights.size, ...shape.slice(1).map(() => 1)]);
  return mul(ones([...shape]), column);
}
