import type { DescribedKind, Metric } from '../api.ts';
import {
  defineRanking,
  type RankingOptions,
  type RankingState,
  type Tie,
} from '../internal/define-ranking.ts';
import { createFrom } from '../internal/create-from.ts';

/** Options of {@link averagePrecision}. */
export type AveragePrecisionOptions = RankingOptions;

/**
 * Precision averaged over recall, the right measure where yes is rare:
 * sum_n (recall_n - recall_(n-1)) precision_n over all scores, the highest first. scikit-learn
 * `average_precision_score`; no interpolation.
 *
 * Exact, by ranking all examples, like `auc`, and of the same predictions. NaN without a yes.
 *
 * @throws ParticleError `option-unknown` or `option-invalid`; from `measure` `axis-mismatch` for more
 *   than two classes; from `update` `value-not-finite`.
 *
 * @example
 * ```ts
 * import { evaluateMetric, averagePrecision } from '@sora-particles/optimizer';
 * import { tensor } from '@tensorflow/tfjs-core';
 * import '@tensorflow/tfjs-backend-cpu';
 *
 * const [predictions, targets] = [tensor([0.9, 0.2, 0.7]), tensor([0, 0, 1])];
 * console.log(await evaluateMetric(averagePrecision(), predictions, targets)); // 0.5
 * ```
 */
export function averagePrecision(
  options: AveragePrecisionOptions = {},
): Metric<RankingState, number> {
  return defineRanking('averagePrecision', options, precisionOverRecall);
}

function precisionOverRecall(ties: readonly Tie[]): number {
  let [positives, all, sum] = [0, 0, 0];
  for (const { positive, negative } of ties) {
    positives += positive;
    all += positive + negative;
    if (positive > 0) sum += (positive * positives) / all;
  }
  return sum / positives;
}

/** {@link averagePrecision} for `fromConfig`. */
export const averagePrecisionKind: DescribedKind<'metric'> = {
  type: 'metric',
  kind: 'optimizer/averagePrecision@1',
  create: (config) => createFrom(averagePrecision, config),
};
