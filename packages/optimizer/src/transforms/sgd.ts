import { checkOptions, is, optional, type TensorRecord } from '@sora-particles/combinator-core';
import { mul, neg, type Tensor } from '@tensorflow/tfjs-core';
import type { DescribedKind, GradientTransform, ScheduleOrNumber } from '../api.ts';
import { createWithSchedule } from '../internal/create-from.ts';
import { mapRecord, zerosOf } from '../internal/records.ts';
import { isScheduleOrNumber, scheduleToConfig, valueAt } from '../internal/schedule-or-number.ts';
import { firstStep, nextStep } from '../internal/step.ts';
import { gatherMomentum } from './momentum.ts';

/** The state of {@link sgd}. `velocity` is empty without momentum. */
export type SgdState = { readonly step: Tensor; readonly velocity: TensorRecord };

/** Options of {@link sgd}. */
export interface SgdOptions {
  /** A number, or a schedule of the step. Default 0.01; at least 0. */
  readonly learningRate?: ScheduleOrNumber;
  /** See {@link momentum}. Default 0 (none); from 0 up to, not including, 1. */
  readonly momentum?: number;
  /** Looks one step ahead (Nesterov); needs momentum. Default false. */
  readonly nesterov?: boolean;
}

/**
 * Stochastic gradient descent: u = -learningRate v with v = momentum v + g, or, with `nesterov`,
 * u = -learningRate (g + momentum v). Keras `SGD`.
 *
 * State: `step`, scalar int32; `velocity`, one tensor per weight if there is momentum.
 *
 * Source: Robbins and Monro, "A stochastic approximation method" (1951),
 * https://doi.org/10.1214/aoms/1177729586. See {@link momentum} for how schedules deviate from Keras.
 *
 * @throws ParticleError `option-unknown` or `option-invalid`.
 *
 * @example
 * ```ts
 * import { sgd } from '@sora-particles/optimizer';
 *
 * const optimizer = sgd({ learningRate: 0.1, momentum: 0.9, nesterov: true });
 * ```
 */
export function sgd(options: SgdOptions = {}): GradientTransform<SgdState> {
  checkOptions('sgd', options, {
    learningRate: optional(isScheduleOrNumber),
    momentum: optional(is.fraction),
    nesterov: optional(is.boolean),
  });
  const { learningRate = 0.01, momentum = 0, nesterov = false } = options;
  return {
    kind: 'optimizer/sgd@1',
    config: { learningRate: scheduleToConfig(learningRate), momentum, nesterov },
    init: (params) => ({ step: firstStep(), velocity: momentum === 0 ? {} : zerosOf(params) }),
    update: (updates, { step, velocity }) => {
      const moved =
        momentum === 0
          ? { updates, state: { velocity } }
          : gatherMomentum(updates, { velocity }, momentum, nesterov);
      const rate = neg(valueAt(learningRate, step));
      return {
        updates: mapRecord(moved.updates, (update) => mul(update, rate)),
        state: { step: nextStep(step), velocity: moved.state.velocity },
      };
    },
  };
}

/** {@link sgd} for `fromConfig`. */
export const sgdKind: DescribedKind<'transform'> = {
  type: 'transform',
  kind: 'optimizer/sgd@1',
  create: (config, nested) => createWithSchedule(sgd, config, 'learningRate', nested),
};
