import { checkOptions, is, optional } from '@sora-particles/combinator-core';
import { reshape, square, sub } from '@tensorflow/tfjs-core';
import type { DescribedKind, Loss } from '../api.ts';
import { createFrom } from '../internal/create-from.ts';
import { perExample } from '../internal/weighted-mean.ts';
import { defineLoss } from './define-loss.ts';

/** Options of {@link meanSquaredError}. */
export interface MeanSquaredErrorOptions {
  /** The key in history. Default `'meanSquaredError'`. */
  readonly name?: string;
}

/**
 * The mean of squared errors: l = mean((y - t)^2). Keras `MeanSquaredError`, PyTorch `MSELoss`.
 *
 * Predictions: `['batch', ...]`, float32. Targets: the same shape (a last axis of 1 may be left out),
 * finite.
 *
 * @throws ParticleError `option-unknown` or `option-invalid`; from `checkTargets` `value-not-finite`.
 *
 * @example
 * ```ts
 * import { meanSquaredError } from '@sora-particles/optimizer';
 * import { tensor } from '@tensorflow/tfjs-core';
 * import '@tensorflow/tfjs-backend-cpu';
 *
 * const losses = meanSquaredError().compute(tensor([[1, 5]]), tensor([[2, 2]]));
 * console.log(losses.arraySync()); // [ 5 ]
 * ```
 */
export function meanSquaredError(options: MeanSquaredErrorOptions = {}): Loss {
  checkOptions('meanSquaredError', options, { name: optional(is.string) });
  const { name = 'meanSquaredError' } = options;
  return defineLoss({
    kind: 'optimizer/meanSquaredError@1',
    name,
    config: { name },
    from: 'values',
    targets: 'values',
    compute: (predictions, targets) =>
      perExample(square(sub(predictions, reshape(targets, predictions.shape)))),
  });
}

/** {@link meanSquaredError} for `fromConfig`. */
export const meanSquaredErrorKind: DescribedKind<'loss'> = {
  type: 'loss',
  kind: 'optimizer/meanSquaredError@1',
  create: (config) => createFrom(meanSquaredError, config),
};
