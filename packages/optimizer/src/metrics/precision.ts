import type { DescribedKind, Metric } from '../api.ts';
import {
  type ClassCounts,
  type ClassScoreOptions,
  defineClassScore,
} from '../internal/define-class-score.ts';
import { createFrom } from '../internal/create-from.ts';

/** Options of {@link precision}. */
export type PrecisionOptions = ClassScoreOptions;

/**
 * How many of those found are right: true positives / (true positives + false positives). Keras
 * `Precision`, scikit-learn `precision_score`.
 *
 * Classes are told as by `accuracy`. Agrees with scikit-learn: 0 where the divisor is 0, and means
 * over the classes that occur among targets or predictions. NaN before the first example.
 *
 * @throws ParticleError `option-unknown` or `option-invalid`; from `measure` `option-invalid` if there
 *   are more than two classes and `average` is not stated.
 *
 * @example
 * ```ts
 * import { evaluateMetric, precision } from '@sora-particles/optimizer';
 * import { tensor } from '@tensorflow/tfjs-core';
 * import '@tensorflow/tfjs-backend-cpu';
 *
 * const [predictions, targets] = [tensor([0.9, 0.2, 0.7]), tensor([1, 0, 0])];
 * console.log(await evaluateMetric(precision(), predictions, targets)); // 0.5
 * ```
 */
export function precision(options: PrecisionOptions = {}): Metric<ClassCounts, number> {
  return defineClassScore('precision', options, (correct, predicted) => [correct, predicted]);
}

/** {@link precision} for `fromConfig`. */
export const precisionKind: DescribedKind<'metric'> = {
  type: 'metric',
  kind: 'optimizer/precision@1',
  create: (config) => createFrom(precision, config),
};
