import type { Json, OptionCheck } from '@sora-particles/combinator-core';
import { scalar, type Tensor } from '@tensorflow/tfjs-core';
import type { Schedule, ScheduleOrNumber } from '../api.ts';
import { toConfig } from '../to-config.ts';

/** The value at a step: a float32 scalar. */
export function valueAt(value: ScheduleOrNumber, step: Tensor): Tensor {
  return typeof value === 'number' ? scalar(value) : value.at(step);
}

/** A number as it is, a schedule as its description. */
export function scheduleToConfig(value: ScheduleOrNumber): Json {
  return typeof value === 'number' ? value : toConfig(value);
}

/** A number of at least 0, or a schedule. */
export const isScheduleOrNumber: OptionCheck = (value) =>
  (typeof value === 'number' && Number.isFinite(value) && value >= 0) || isSchedule(value)
    ? undefined
    : 'a non-negative number or a schedule';

function isSchedule(value: unknown): value is Schedule {
  return typeof value === 'object' && value !== null && 'at' in value && 'kind' in value;
}
