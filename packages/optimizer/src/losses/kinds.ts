import type { DescribedKind } from '../api.ts';
import { binaryCrossEntropyKind } from './binary-cross-entropy.ts';
import { categoricalCrossEntropyKind } from './categorical-cross-entropy.ts';
import { huberKind } from './huber.ts';
import { meanAbsoluteErrorKind } from './mean-absolute-error.ts';
import { meanSquaredErrorKind } from './mean-squared-error.ts';
import { sparseCategoricalCrossEntropyKind } from './sparse-categorical-cross-entropy.ts';

/** The losses of this package, for `fromConfig`. */
export const lossKinds: readonly DescribedKind<'loss'>[] = [
  binaryCrossEntropyKind,
  categoricalCrossEntropyKind,
  huberKind,
  meanAbsoluteErrorKind,
  meanSquaredErrorKind,
  sparseCategoricalCrossEntropyKind,
];
