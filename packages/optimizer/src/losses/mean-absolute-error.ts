import { checkOptions, is, optional } from '@sora-particles/combinator-core';
import { abs, reshape, sub } from '@tensorflow/tfjs-core';
import type { DescribedKind, Loss } from '../api.ts';
import { createFrom } from '../internal/create-from.ts';
import { perExample } from '../internal/weighted-mean.ts';
import { defineLoss } from './define-loss.ts';

/** Options of {@link meanAbsoluteError}. */
export interface MeanAbsoluteErrorOptions {
  /** The key in history. Default `'meanAbsoluteError'`. */
  readonly name?: string;
}

/**
 * The mean of absolute errors: l = mean(|y - t|). Keras `MeanAbsoluteError`, PyTorch `L1Loss`.
 *
 * Predictions: `['batch', ...]`, float32. Targets: the same shape (a last axis of 1 may be left out),
 * finite. The gradient of an error of exactly 0 is 0.
 *
 * @throws ParticleError `option-unknown` or `option-invalid`; from `checkTargets` `value-not-finite`.
 *
 * @example
 * ```ts
 * import { meanAbsoluteError } from '@sora-particles/optimizer';
 * import { tensor } from '@tensorflow/tfjs-core';
 * import '@tensorflow/tfjs-backend-cpu';
 *
 * const losses = meanAbsoluteError().compute(tensor([[1, 5]]), tensor([[2, 2]]));
 * console.log(losses.arraySync()); // [ 2 ]
 * ```
 */
export function meanAbsoluteError(options: MeanAbsoluteErrorOptions = {}): Loss {
  checkOptions('meanAbsoluteError', options, { name: optional(is.string) });
  const { name = 'meanAbsoluteError' } = options;
  return defineLoss({
    kind: 'optimizer/meanAbsoluteError@1',
    name,
    config: { name },
    from: 'values',
    targets: 'values',
    compute: (predictions, targets) =>
      perExample(abs(sub(predictions, reshape(targets, predictions.shape)))),
  });
}

/** {@link meanAbsoluteError} for `fromConfig`. */
export const meanAbsoluteErrorKind: DescribedKind<'loss'> = {
  type: 'loss',
  kind: 'optimizer/meanAbsoluteError@1',
  create: (config) => createFrom(meanAbsoluteError, config),
};
