import type { DescribedKind, Metric } from '../api.ts';
import {
  type ClassCounts,
  type ClassScoreOptions,
  defineClassScore,
} from '../internal/define-class-score.ts';
import { createFrom } from '../internal/create-from.ts';

/** Options of {@link recall}. */
export type RecallOptions = ClassScoreOptions;

/**
 * How many of the right ones are found: true positives / (true positives + false negatives). Keras
 * `Recall`, scikit-learn `recall_score`; also called sensitivity.
 *
 * Classes are told as by `accuracy`. Agrees with scikit-learn: 0 where the divisor is 0, and means
 * over the classes that occur among targets or predictions. NaN before the first example.
 *
 * @throws ParticleError `option-unknown` or `option-invalid`; from `measure` `option-invalid` if there
 *   are more than two classes and `average` is not stated.
 *
 * @example
 * ```ts
 * import { evaluateMetric, recall } from '@sora-particles/optimizer';
 * import { tensor } from '@tensorflow/tfjs-core';
 * import '@tensorflow/tfjs-backend-cpu';
 *
 * const [predictions, targets] = [tensor([0.9, 0.2, 0.7]), tensor([1, 0, 0])];
 * console.log(await evaluateMetric(recall(), predictions, targets)); // 1
 * ```
 */
export function recall(options: RecallOptions = {}): Metric<ClassCounts, number> {
  return defineClassScore('recall', options, (correct, _, actual) => [correct, actual]);
}

/** {@link recall} for `fromConfig`. */
export const recallKind: DescribedKind<'metric'> = {
  type: 'metric',
  kind: 'optimizer/recall@1',
  create: (config) => createFrom(recall, config),
};
