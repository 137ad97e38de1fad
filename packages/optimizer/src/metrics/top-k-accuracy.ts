import { checkOptions, is, optional } from '@sora-particles/combinator-core';
import {
  cast,
  equal,
  greater,
  less,
  logicalAnd,
  mul,
  oneHot,
  squeeze,
  sum,
  type Tensor,
} from '@tensorflow/tfjs-core';
import type { DescribedKind, MeanState, Metric, PredictionForm } from '../api.ts';
import { checkClassTargets } from '../internal/check-class-targets.ts';
import { createFrom } from '../internal/create-from.ts';
import { resolveForm } from '../internal/resolve-form.ts';
import { meanOnHost, measureMean, perExample } from '../internal/weighted-mean.ts';

/** Options of {@link topKAccuracy}. */
export interface TopKAccuracyOptions {
  /** Among how many of the highest scores the right class must be. Default 5; a positive integer. */
  readonly k?: number;
  /** What targets look like. Default: by their shape. */
  readonly targets?: 'classIndex' | 'oneHot';
  /** Which outputs are ranked. Default `'values'`. */
  readonly from?: PredictionForm;
  /** The key in history. Default `'top5Accuracy'`, with k for 5. */
  readonly name?: string;
}

/**
 * How often the right class is among the k highest scores. Keras `TopKCategoricalAccuracy` and
 * `SparseTopKCategoricalAccuracy`.
 *
 * Predictions: `['batch', ...lead, classes]`. Targets: class indexes or one-hot. As in Keras, a class
 * that ties with the k-th counts as among them (scikit-learn breaks ties by position), and an example
 * with a NaN score as a miss.
 *
 * @throws ParticleError `option-unknown` or `option-invalid`.
 *
 * @example
 * ```ts
 * import { evaluateMetric, topKAccuracy } from '@sora-particles/optimizer';
 * import { tensor } from '@tensorflow/tfjs-core';
 * import '@tensorflow/tfjs-backend-cpu';
 *
 * const [predictions, targets] = [tensor([[0.5, 0.3, 0.2], [0.5, 0.3, 0.2]]), tensor([1, 2], [2], 'int32')];
 * console.log(await evaluateMetric(topKAccuracy({ k: 2 }), predictions, targets)); // 0.5
 * ```
 */
export function topKAccuracy(options: TopKAccuracyOptions = {}): Metric<MeanState, number> {
  checkOptions('topKAccuracy', options, {
    k: optional(is.positiveInteger),
    targets: optional(is.oneOf('classIndex', 'oneHot')),
    from: optional(is.oneOf('logits', 'values')),
    name: optional(is.string),
  });
  const { k = 5, targets: stated, from = 'values' } = options;
  const { name = `top${String(k)}Accuracy` } = options;
  return {
    kind: 'optimizer/topKAccuracy@1',
    name,
    config: { k, ...(stated !== undefined && { targets: stated }), from, name },
    from,
    higherIsBetter: true,
    checkTargets: (targets, outputShape, firstIndex) => {
      checkClassTargets({ name, targets: stated }, targets, outputShape, firstIndex);
    },
    measure: (predictions, targets, weights) => {
      const form = resolveForm(
        name,
        stated ?? guess(predictions, targets),
        predictions.shape,
        targets.shape,
      );
      const classes = predictions.shape.at(-1) ?? 1;
      const marked =
        form === 'oneHot' ? cast(targets, 'float32') : oneHot(cast(targets, 'int32'), classes);
      const score = sum(mul(predictions, marked), -1, true);
      const higher = sum(cast(greater(predictions, score), 'float32'), -1);
      const known = squeeze(equal(score, score), [-1]);
      const hits = cast(logicalAnd(less(higher, k), known), 'float32');
      return measureMean(perExample(hits), weights);
    },
    ...meanOnHost,
  };
}

function guess(predictions: Tensor, targets: Tensor): 'classIndex' | 'oneHot' {
  return predictions.rank === targets.rank ? 'oneHot' : 'classIndex';
}

/** {@link topKAccuracy} for `fromConfig`. */
export const topKAccuracyKind: DescribedKind<'metric'> = {
  type: 'metric',
  kind: 'optimizer/topKAccuracy@1',
  create: (config) => createFrom(topKAccuracy, config),
};
