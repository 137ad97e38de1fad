import type { DescribedKind, Metric } from '../api.ts';
import {
  defineRanking,
  type RankingOptions,
  type RankingState,
  type Tie,
} from '../internal/define-ranking.ts';
import { createFrom } from '../internal/create-from.ts';

/** Options of {@link auc}. */
export type AucOptions = RankingOptions;

/**
 * The area under the ROC curve: how probably a yes scores higher than a no, ties counting half. Keras
 * `AUC`, scikit-learn `roc_auc_score`.
 *
 * Exact, by ranking all examples, where Keras counts in 200 bins: the state grows by three numbers
 * with each example. Predictions: `['batch']`, `['batch', 1]`, or two classes `['batch', 2]` of which
 * the second is yes. NaN unless there are both yes and no.
 *
 * Source: Hanley and McNeil, "The meaning and use of the area under a receiver operating
 * characteristic (ROC) curve" (1982), https://doi.org/10.1148/radiology.143.1.7063747.
 *
 * @throws ParticleError `option-unknown` or `option-invalid`; from `measure` `axis-mismatch` for more
 *   than two classes; from `update` `value-not-finite`.
 *
 * @example
 * ```ts
 * import { evaluateMetric, auc } from '@sora-particles/optimizer';
 * import { tensor } from '@tensorflow/tfjs-core';
 * import '@tensorflow/tfjs-backend-cpu';
 *
 * const [predictions, targets] = [tensor([0.9, 0.2, 0.7]), tensor([1, 0, 0])];
 * console.log(await evaluateMetric(auc(), predictions, targets)); // 1
 * ```
 */
export function auc(options: AucOptions = {}): Metric<RankingState, number> {
  return defineRanking('auc', options, areaUnderRoc);
}

function areaUnderRoc(ties: readonly Tie[]): number {
  let [positives, negatives, area] = [0, 0, 0];
  for (const { positive, negative } of ties) {
    area += negative * (positives + positive / 2);
    positives += positive;
    negatives += negative;
  }
  return area / (positives * negatives);
}

/** {@link auc} for `fromConfig`. */
export const aucKind: DescribedKind<'metric'> = {
  type: 'metric',
  kind: 'optimizer/auc@1',
  create: (config) => createFrom(auc, config),
};
