import { checkOptions } from '@sora-particles/combinator-core';
import type { DescribedKind, Metric } from '../api.ts';
import { checkClassTargets } from '../internal/check-class-targets.ts';
import {
  classChecks,
  classConfig,
  type ClassOptions,
  classSettings,
} from '../internal/class-options.ts';
import { classesOf, forEachPosition, measureClasses } from '../internal/count-classes.ts';
import { createFrom } from '../internal/create-from.ts';

/** Options of {@link confusionMatrix}. */
export type ConfusionMatrixOptions = ClassOptions;

/** Counts (sums of weights) by actual class (rows) and predicted class (columns). */
export type ConfusionState = readonly (readonly number[])[];

/**
 * How often each class was taken for which: a row for each actual class, a column for each predicted
 * one. scikit-learn `confusion_matrix`.
 *
 * Classes are told as by `accuracy`; binary answers make two of them, no and yes.
 *
 * @throws ParticleError `option-unknown` or `option-invalid`.
 *
 * @example
 * ```ts
 * import { evaluateMetric, confusionMatrix } from '@sora-particles/optimizer';
 * import { tensor } from '@tensorflow/tfjs-core';
 * import '@tensorflow/tfjs-backend-cpu';
 *
 * const [predictions, targets] = [tensor([0.9, 0.2, 0.7]), tensor([1, 0, 0])];
 * console.log(await evaluateMetric(confusionMatrix(), predictions, targets)); // [ [ 1, 1 ], [ 0, 1 ] ]
 * ```
 */
export function confusionMatrix(
  options: ConfusionMatrixOptions = {},
): Metric<ConfusionState, ConfusionState> {
  checkOptions('confusionMatrix', options, classChecks);
  const settings = classSettings(options, 'confusionMatrix');
  return {
    kind: 'optimizer/confusionMatrix@1',
    name: settings.name,
    config: classConfig(settings),
    from: settings.from,
    higherIsBetter: undefined,
    checkTargets: (targets, outputShape, firstIndex) => {
      checkClassTargets(settings, targets, outputShape, firstIndex);
    },
    measure: (predictions, targets, weights) =>
      measureClasses(settings, predictions, targets, weights),
    init: () => [],
    update: (state, measured) => {
      const classes = classesOf(measured);
      const table = Array.from({ length: classes }, (_, row) =>
        Array.from({ length: classes }, (_, column) => state[row]?.[column] ?? 0),
      );
      forEachPosition(settings.name, measured, (actual, predicted, weight) => {
        const row = table[actual];
        if (row) row[predicted] = (row[predicted] ?? 0) + weight;
      });
      return table;
    },
    result: (state) => state,
  };
}

/** {@link confusionMatrix} for `fromConfig`. */
export const confusionMatrixKind: DescribedKind<'metric'> = {
  type: 'metric',
  kind: 'optimizer/confusionMatrix@1',
  create: (config) => createFrom(confusionMatrix, config),
};
