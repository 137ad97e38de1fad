import type { DescribedKind } from '../api.ts';
import { adagradKind } from './adagrad.ts';
import { adamKind } from './adam.ts';
import { adamwKind } from './adamw.ts';
import { chainTransformsKind } from './chain-transforms.ts';
import { clipByGlobalNormKind } from './clip-by-global-norm.ts';
import { clipByNormKind } from './clip-by-norm.ts';
import { clipByValueKind } from './clip-by-value.ts';
import { momentumKind } from './momentum.ts';
import { rmspropKind } from './rmsprop.ts';
import { scaleByAdamKind } from './scale-by-adam.ts';
import { scaleByLearningRateKind } from './scale-by-learning-rate.ts';
import { scaleByScheduleKind } from './scale-by-schedule.ts';
import { sgdKind } from './sgd.ts';
import { weightDecayKind } from './weight-decay.ts';

/** The transforms of this package, for `fromConfig`. */
export const transformKinds: readonly DescribedKind<'transform'>[] = [
  adagradKind,
  adamKind,
  adamwKind,
  chainTransformsKind,
  clipByGlobalNormKind,
  clipByNormKind,
  clipByValueKind,
  momentumKind,
  rmspropKind,
  scaleByAdamKind,
  scaleByLearningRateKind,
  scaleByScheduleKind,
  sgdKind,
  weightDecayKind,
];
