import { checkOptions, is } from '@sora-particles/combinator-core';
import { scalar } from '@tensorflow/tfjs-core';
import type { DescribedKind, Schedule } from '../api.ts';
import { createFrom } from '../internal/create-from.ts';

/** Options of {@link constantSchedule}. */
export interface ConstantScheduleOptions {
  /** The value at every step. No default; at least 0. */
  readonly value: number;
}

/**
 * The same value at every step. Optax `constant_schedule`.
 *
 * @throws ParticleError `option-unknown`, `option-missing` or `option-invalid`.
 *
 * @example
 * ```ts
 * import { constantSchedule } from '@sora-particles/optimizer';
 * import { scalar } from '@tensorflow/tfjs-core';
 * import '@tensorflow/tfjs-backend-cpu';
 *
 * const schedule = constantSchedule({ value: 0.5 });
 * console.log(schedule.at(scalar(1000, 'int32')).arraySync()); // 0.5
 * ```
 */
export function constantSchedule(options: ConstantScheduleOptions): Schedule {
  checkOptions('constantSchedule', options, { value: is.nonNegative });
  const { value } = options;
  return {
    kind: 'optimizer/constantSchedule@1',
    config: { value },
    at: () => scalar(value),
  };
}

/** {@link constantSchedule} for `fromConfig`. */
export const constantScheduleKind: DescribedKind<'schedule'> = {
  type: 'schedule',
  kind: 'optimizer/constantSchedule@1',
  create: (config) => createFrom(constantSchedule, config),
};
