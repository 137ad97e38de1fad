import type { DescribedKind } from './api.ts';
import { lossKinds } from './losses/kinds.ts';
import { metricKinds } from './metrics/kinds.ts';
import { scheduleKinds } from './schedules/kinds.ts';
import { transformKinds } from './transforms/kinds.ts';

/** Everything in this package that `fromConfig` can make. Append the kinds of other packages to it. */
export const optimizerKinds: readonly DescribedKind[] = [
  ...lossKinds,
  ...metricKinds,
  ...scheduleKinds,
  ...transformKinds,
];
