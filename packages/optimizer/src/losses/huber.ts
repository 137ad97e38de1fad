import { checkOptions, is, optional } from '@sora-particles/combinator-core';
import { abs, add, minimum, mul, reshape, square, sub } from '@tensorflow/tfjs-core';
import type { DescribedKind, Loss } from '../api.ts';
import { createFrom } from '../internal/create-from.ts';
import { perExample } from '../internal/weighted-mean.ts';
import { defineLoss } from './define-loss.ts';

/** Options of {@link huber}. */
export interface HuberOptions {
  /** The error from which on the loss grows linearly. Default 1; positive. */
  readonly delta?: number;
  /** The key in history. Default `'huber'`. */
  readonly name?: string;
}

/**
 * Squared for small errors, linear for large ones, so that outliers pull less:
 * l = mean(e^2 / 2 if |e| <= delta, else delta |e| - delta^2 / 2), e = y - t. Keras `Huber`, PyTorch
 * `HuberLoss`.
 *
 * Predictions: `['batch', ...]`, float32. Targets: the same shape (a last axis of 1 may be left out),
 * finite.
 *
 * Source: Huber, "Robust estimation of a location parameter" (1964),
 * https://doi.org/10.1214/aoms/1177703732.
 *
 * @throws ParticleError `option-unknown` or `option-invalid`; from `checkTargets` `value-not-finite`.
 *
 * @example
 * ```ts
 * import { huber } from '@sora-particles/optimizer';
 * import { tensor } from '@tensorflow/tfjs-core';
 * import '@tensorflow/tfjs-backend-cpu';
 *
 * const losses = huber().compute(tensor([[1], [5]]), tensor([0, 0]));
 * console.log(losses.arraySync()); // [ 0.5, 4.5 ]
 * ```
 */
export function huber(options: HuberOptions = {}): Loss {
  checkOptions('huber', options, { delta: optional(is.positive), name: optional(is.string) });
  const { delta = 1, name = 'huber' } = options;
  return defineLoss({
    kind: 'optimizer/huber@1',
    name,
    config: { delta, name },
    from: 'values',
    targets: 'values',
    compute: (predictions, targets) => {
      const size = abs(sub(predictions, reshape(targets, predictions.shape)));
      const near = minimum(size, delta);
      return perExample(add(mul(square(near), 0.5), mul(sub(size, near), delta)));
    },
  });
}

/** {@link huber} for `fromConfig`. */
export const huberKind: DescribedKind<'loss'> = {
  type: 'loss',
  kind: 'optimizer/huber@1',
  create: (config) => createFrom(huber, config),
};
