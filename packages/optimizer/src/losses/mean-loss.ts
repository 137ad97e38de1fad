import { mean, mul, sum, type Tensor } from '@tensorflow/tfjs-core';
import type { Loss } from '../api.ts';
import { divideOrZero } from '../internal/divide-or-zero.ts';

/**
 * The loss of a batch as one number to differentiate: the mean over examples, or with weights
 * sum(w l) / sum(w), 0 if all weights are.
 *
 * @param loss - Gives the loss of each example.
 * @param predictions - `['batch', ...]`, float32, in the form that `loss.from` names.
 * @param targets - In the form that `loss.targets` names.
 * @param weights - `['batch']`, float32, how much each example counts. Default 1.
 * @returns Scalar, float32. The caller owns it.
 * @throws ParticleError `rank-mismatch` or `axis-mismatch`.
 *
 * @example
 * ```ts
 * import { meanLoss, meanSquaredError } from '@sora-particles/optimizer';
 * import { tensor } from '@tensorflow/tfjs-core';
 * import '@tensorflow/tfjs-backend-cpu';
 *
 * const loss = meanLoss(meanSquaredError(), tensor([1, 3, 9]), tensor([0, 0, 0]), tensor([1, 1, 0]));
 * console.log(loss.arraySync()); // 5
 * ```
 */
export function meanLoss(
  loss: Loss,
  predictions: Tensor,
  targets: Tensor,
  weights?: Tensor,
): Tensor {
  const losses = loss.compute(predictions, targets);
  return weights === undefined
    ? mean(losses)
    : divideOrZero(sum(mul(losses, weights)), sum(weights));
}
