import { checkOptions, is, optional, ParticleError } from '@sora-particles/combinator-core';
import { cast, equal, mul, notEqual, ones, scalar, sum } from '@tensorflow/tfjs-core';
import type { DescribedKind, MeanState, Metric } from '../api.ts';
import { checkClassTargets } from '../internal/check-class-targets.ts';
import { classIndexes } from '../internal/class-indexes.ts';
import {
  classChecks,
  classConfig,
  type ClassOptions,
  classSettings,
} from '../internal/class-options.ts';
import { createFrom } from '../internal/create-from.ts';
import { meanOnHost, measureMean, perExample } from '../internal/weighted-mean.ts';

/** Options of {@link accuracy}. */
export interface AccuracyOptions extends ClassOptions {
  /**
   * A class index whose positions count for nothing, e.g. padding, as in the loss. All others count alike
   * then, however many an example has. Default none; any integer. Only for targets that are class indexes.
   */
  readonly ignoreClass?: number;
}

/**
 * How often the predicted class is right, from 0 to 1. Keras `SparseCategoricalAccuracy`,
 * `CategoricalAccuracy` and `BinaryAccuracy` in one; scikit-learn `accuracy_score`.
 *
 * Predictions `['batch', ...lead, classes]`: the class is the largest (the first among equals);
 * targets are class indexes or one-hot. Predictions `['batch']` or `['batch', 1]`, or
 * `targets: 'binary'`: the answer is yes above the threshold. Several answers per example are
 * averaged first, unless `ignoreClass` says which of them are no question at all.
 *
 * @throws ParticleError `option-unknown` or `option-invalid`.
 *
 * @example
 * ```ts
 * import { accuracy, evaluateMetric } from '@sora-particles/optimizer';
 * import { tensor } from '@tensorflow/tfjs-core';
 * import '@tensorflow/tfjs-backend-cpu';
 *
 * const predictions = tensor([[0.1, 0.9], [0.8, 0.2]]);
 * console.log(await evaluateMetric(accuracy(), predictions, tensor([1, 1], [2], 'int32'))); // 0.5
 * ```
 */
export function accuracy(options: AccuracyOptions = {}): Metric<MeanState, number> {
  checkOptions('accuracy', options, { ...classChecks, ignoreClass: optional(is.integer) });
  const { ignoreClass } = options;
  const settings = { ...classSettings(options, 'accuracy'), ignoreClass };
  return {
    kind: 'optimizer/accuracy@1',
    name: settings.name,
    config: {
      ...classConfig(classSettings(options, 'accuracy')),
      ...(ignoreClass !== undefined && { ignoreClass }),
    },
    from: settings.from,
    higherIsBetter: true,
    checkTargets: (targets, outputShape, firstIndex) => {
      checkClassTargets(settings, targets, outputShape, firstIndex);
    },
    measure: (predictions, targets, weights) => {
      const { actual, predicted } = classIndexes(settings, predictions, targets);
      const right = cast(equal(actual, predicted), 'float32');
      if (ignoreClass === undefined) return measureMean(perExample(right), weights);
      if (targets.rank === predictions.rank) throw notAsIds();
      const counted = cast(notEqual(actual, scalar(ignoreClass, 'int32')), 'float32');
      const each = weights ?? ones(actual.shape.slice(0, 1));
      return {
        total: sum(mul(perExample(mul(right, counted)), each)),
        weight: sum(mul(perExample(counted), each)),
      };
    },
    ...meanOnHost,
  };
}

function notAsIds(): ParticleError {
  return new ParticleError({
    code: 'option-invalid',
    summary: "accuracy(): 'ignoreClass' needs targets that are ids of classes",
    path: 'accuracy.ignoreClass',
    remedy: 'give each target as the id of its class',
  });
}

/** {@link accuracy} for `fromConfig`. */
export const accuracyKind: DescribedKind<'metric'> = {
  type: 'metric',
  kind: 'optimizer/accuracy@1',
  create: (config) => createFrom(accuracy, config),
};
