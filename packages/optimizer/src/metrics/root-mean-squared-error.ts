import { checkOptions, is, optional } from '@sora-particles/combinator-core';
import type { DescribedKind, MeanState, Metric } from '../api.ts';
import { createFrom } from '../internal/create-from.ts';
import { meanOnHost } from '../internal/weighted-mean.ts';
import { meanSquaredError } from '../losses/mean-squared-error.ts';

/** Options of {@link rootMeanSquaredError}. */
export interface RootMeanSquaredErrorOptions {
  /** The key in history. Default `'rootMeanSquaredError'`. */
  readonly name?: string;
}

/**
 * The root of the mean of squared errors over all examples, in the unit of the targets:
 * sqrt(mean((y - t)^2)). Keras `RootMeanSquaredError`, scikit-learn `root_mean_squared_error`.
 *
 * Predictions: `['batch', ...]`, float32. Targets: the same shape (a last axis of 1 may be left out).
 * For the mean squared or absolute error, list the loss among the metrics.
 *
 * @throws ParticleError `option-unknown` or `option-invalid`.
 *
 * @example
 * ```ts
 * import { evaluateMetric, rootMeanSquaredError } from '@sora-particles/optimizer';
 * import { tensor } from '@tensorflow/tfjs-core';
 * import '@tensorflow/tfjs-backend-cpu';
 *
 * const [predictions, targets] = [tensor([1, 7]), tensor([0, 0])];
 * console.log(await evaluateMetric(rootMeanSquaredError(), predictions, targets)); // 5
 * ```
 */
export function rootMeanSquaredError(
  options: RootMeanSquaredErrorOptions = {},
): Metric<MeanState, number> {
  checkOptions('rootMeanSquaredError', options, { name: optional(is.string) });
  const { name = 'rootMeanSquaredError' } = options;
  const squared = meanSquaredError({ name });
  return {
    kind: 'optimizer/rootMeanSquaredError@1',
    name,
    config: { name },
    from: squared.from,
    higherIsBetter: false,
    checkTargets: (targets, outputShape, firstIndex) => {
      squared.checkTargets(targets, outputShape, firstIndex);
    },
    measure: (predictions, targets, weights) => squared.measure(predictions, targets, weights),
    ...meanOnHost,
    result: (state) => Math.sqrt(meanOnHost.result(state)),
  };
}

/** {@link rootMeanSquaredError} for `fromConfig`. */
export const rootMeanSquaredErrorKind: DescribedKind<'metric'> = {
  type: 'metric',
  kind: 'optimizer/rootMeanSquaredError@1',
  create: (config) => createFrom(rootMeanSquaredError, config),
};
