import type { DescribedKind } from '../api.ts';
import { accuracyKind } from './accuracy.ts';
import { aucKind } from './auc.ts';
import { averagePrecisionKind } from './average-precision.ts';
import { confusionMatrixKind } from './confusion-matrix.ts';
import { f1ScoreKind } from './f1-score.ts';
import { precisionKind } from './precision.ts';
import { recallKind } from './recall.ts';
import { rootMeanSquaredErrorKind } from './root-mean-squared-error.ts';
import { topKAccuracyKind } from './top-k-accuracy.ts';

/** The metrics of this package, losses apart, for `fromConfig`. */
export const metricKinds: readonly DescribedKind<'metric'>[] = [
  accuracyKind,
  aucKind,
  averagePrecisionKind,
  confusionMatrixKind,
  f1ScoreKind,
  precisionKind,
  recallKind,
  rootMeanSquaredErrorKind,
  topKAccuracyKind,
];
