import type { DescribedKind } from '../api.ts';
import { constantScheduleKind } from './constant-schedule.ts';
import { cosineDecayKind } from './cosine-decay.ts';
import { exponentialDecayKind } from './exponential-decay.ts';
import { oneCycleKind } from './one-cycle.ts';
import { piecewiseConstantDecayKind } from './piecewise-constant-decay.ts';
import { polynomialDecayKind } from './polynomial-decay.ts';

/** The schedules of this package, for `fromConfig`. */
export const scheduleKinds: readonly DescribedKind<'schedule'>[] = [
  constantScheduleKind,
  cosineDecayKind,
  exponentialDecayKind,
  oneCycleKind,
  piecewiseConstantDecayKind,
  polynomialDecayKind,
];
