export { accuracy, type AccuracyOptions } from './accuracy.ts';
export { auc, type AucOptions } from './auc.ts';
export { averagePrecision, type AveragePrecisionOptions } from './average-precision.ts';
export {
  confusionMatrix,
  type ConfusionMatrixOptions,
  type ConfusionState,
} from './confusion-matrix.ts';
export { evaluateMetric } from './evaluate-metric.ts';
export { f1Score, type F1ScoreOptions } from './f1-score.ts';
export { metricKinds } from './kinds.ts';
export { precision, type PrecisionOptions } from './precision.ts';
export { recall, type RecallOptions } from './recall.ts';
export {
  rootMeanSquaredError,
  type RootMeanSquaredErrorOptions,
} from './root-mean-squared-error.ts';
export { topKAccuracy, type TopKAccuracyOptions } from './top-k-accuracy.ts';
export type { ClassOptions } from '../internal/class-options.ts';
export type { ClassCounts, ClassScoreOptions } from '../internal/define-class-score.ts';
export type { RankingOptions, RankingState } from '../internal/define-ranking.ts';
