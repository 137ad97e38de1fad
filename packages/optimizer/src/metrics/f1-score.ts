import type { DescribedKind, Metric } from '../api.ts';
import {
  type ClassCounts,
  type ClassScoreOptions,
  defineClassScore,
} from '../internal/define-class-score.ts';
import { createFrom } from '../internal/create-from.ts';

/** Options of {@link f1Score}. */
export type F1ScoreOptions = ClassScoreOptions;

/**
 * The harmonic mean of precision and recall: 2 tp / (2 tp + fp + fn). Keras `F1Score`, scikit-learn
 * `f1_score`.
 *
 * Classes are told as by `accuracy`. Agrees with scikit-learn: 0 where the divisor is 0, and means
 * over the classes that occur among targets or predictions. NaN before the first example.
 *
 * @throws ParticleError `option-unknown` or `option-invalid`; from `measure` `option-invalid` if there
 *   are more than two classes and `average` is not stated.
 *
 * @example
 * ```ts
 * import { evaluateMetric, f1Score } from '@sora-particles/optimizer';
 * import { tensor } from '@tensorflow/tfjs-core';
 * import '@tensorflow/tfjs-backend-cpu';
 *
 * const [predictions, targets] = [tensor([0.9, 0.2, 0.7]), tensor([1, 0, 1])];
 * console.log(await evaluateMetric(f1Score(), predictions, targets)); // 1
 * ```
 */
export function f1Score(options: F1ScoreOptions = {}): Metric<ClassCounts, number> {
  return defineClassScore('f1Score', options, (correct, predicted, actual) => [
    2 * correct,
    predicted + actual,
  ]);
}

/** {@link f1Score} for `fromConfig`. */
export const f1ScoreKind: DescribedKind<'metric'> = {
  type: 'metric',
  kind: 'optimizer/f1Score@1',
  create: (config) => createFrom(f1Score, config),
};
