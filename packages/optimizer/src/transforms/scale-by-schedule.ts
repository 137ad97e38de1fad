import { checkOptions } from '@sora-particles/combinator-core';
import { mul, type Tensor } from '@tensorflow/tfjs-core';
import type { DescribedKind, GradientTransform, ScheduleOrNumber } from '../api.ts';
import { createWithSchedule } from '../internal/create-from.ts';
import { mapRecord } from '../internal/records.ts';
import { isScheduleOrNumber, scheduleToConfig, valueAt } from '../internal/schedule-or-number.ts';
import { firstStep, nextStep } from '../internal/step.ts';

/** The state of what only counts its steps. */
export type StepState = { readonly step: Tensor };

/** Options of {@link scaleBySchedule}. */
export interface ScaleByScheduleOptions {
  /** The factor: a number, or a schedule of the step. No default; at least 0. */
  readonly factor: ScheduleOrNumber;
}

/**
 * Multiplies updates by a number that may change with the step:
 * u' = factor(t) u, with t = 0 at the first step. Optax `scale_by_schedule`.
 *
 * State: `step`, scalar int32.
 *
 * @throws ParticleError `option-unknown`, `option-missing` or `option-invalid`.
 *
 * @example
 * ```ts
 * import { adam, chainTransforms, polynomialDecay, scaleBySchedule } from '@sora-particles/optimizer';
 *
 * const factor = polynomialDecay({ initialLearningRate: 1, endLearningRate: 0, decaySteps: 1000 });
 * const optimizer = chainTransforms(adam(), scaleBySchedule({ factor }));
 * ```
 */
export function scaleBySchedule(options: ScaleByScheduleOptions): GradientTransform<StepState> {
  checkOptions('scaleBySchedule', options, { factor: isScheduleOrNumber });
  const { factor } = options;
  return {
    kind: 'optimizer/scaleBySchedule@1',
    config: { factor: scheduleToConfig(factor) },
    init: () => ({ step: firstStep() }),
    update: (updates, { step }) => {
      const value = valueAt(factor, step);
      return {
        updates: mapRecord(updates, (update) => mul(update, value)),
        state: { step: nextStep(step) },
      };
    },
  };
}

/** {@link scaleBySchedule} for `fromConfig`. */
export const scaleByScheduleKind: DescribedKind<'transform'> = {
  type: 'transform',
  kind: 'optimizer/scaleBySchedule@1',
  create: (config, nested) => createWithSchedule(scaleBySchedule, config, 'factor', nested),
};
