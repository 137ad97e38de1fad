import { checkOptions } from '@sora-particles/combinator-core';
import { mul, neg } from '@tensorflow/tfjs-core';
import type { DescribedKind, GradientTransform, ScheduleOrNumber } from '../api.ts';
import { createWithSchedule } from '../internal/create-from.ts';
import { mapRecord } from '../internal/records.ts';
import { isScheduleOrNumber, scheduleToConfig, valueAt } from '../internal/schedule-or-number.ts';
import { firstStep, nextStep } from '../internal/step.ts';

import type { StepState } from './scale-by-schedule.ts';

/** Options of {@link scaleByLearningRate}. */
export interface ScaleByLearningRateOptions {
  /** A number, or a schedule of the step. No default; at least 0. */
  readonly learningRate: ScheduleOrNumber;
}

/**
 * Turns gradients into steps downhill: u' = -learningRate(t) u, with t = 0 at the first step. The
 * last link of an optimiser that is put together from parts. Optax `scale_by_learning_rate`.
 *
 * State: `step`, scalar int32.
 *
 * @throws ParticleError `option-unknown`, `option-missing` or `option-invalid`.
 *
 * @example
 * ```ts
 * import { chainTransforms, momentum, scaleByLearningRate } from '@sora-particles/optimizer';
 *
 * const sgdByHand = chainTransforms(momentum({ decay: 0.9 }), scaleByLearningRate({ learningRate: 0.01 }));
 * ```
 */
export function scaleByLearningRate(
  options: ScaleByLearningRateOptions,
): GradientTransform<StepState> {
  checkOptions('scaleByLearningRate', options, { learningRate: isScheduleOrNumber });
  const { learningRate } = options;
  return {
    kind: 'optimizer/scaleByLearningRate@1',
    config: { learningRate: scheduleToConfig(learningRate) },
    init: () => ({ step: firstStep() }),
    update: (updates, { step }) => {
      const value = neg(valueAt(learningRate, step));
      return {
        updates: mapRecord(updates, (update) => mul(update, value)),
        state: { step: nextStep(step) },
      };
    },
  };
}

/** {@link scaleByLearningRate} for `fromConfig`. */
export const scaleByLearningRateKind: DescribedKind<'transform'> = {
  type: 'transform',
  kind: 'optimizer/scaleByLearningRate@1',
  create: (config, nested) =>
    createWithSchedule(scaleByLearningRate, config, 'learningRate', nested),
};
