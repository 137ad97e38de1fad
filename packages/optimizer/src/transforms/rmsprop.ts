import { checkOptions, is, optional, type TensorRecord } from '@sora-particles/combinator-core';
import { add, div, mul, neg, scalar, sqrt, square, sub, type Tensor } from '@tensorflow/tfjs-core';
import type { DescribedKind, GradientTransform, ScheduleOrNumber } from '../api.ts';
import { createWithSchedule } from '../internal/create-from.ts';
import { at, mapRecord, zerosOf } from '../internal/records.ts';
import { isScheduleOrNumber, scheduleToConfig, valueAt } from '../internal/schedule-or-number.ts';
import { firstStep, nextStep } from '../internal/step.ts';

/** The state of {@link rmsprop}. `average` is empty unless centred, `momentum` without momentum. */
export type RmspropState = {
  readonly step: Tensor;
  readonly velocity: TensorRecord;
  readonly average: TensorRecord;
  readonly momentum: TensorRecord;
};

/** Options of {@link rmsprop}. */
export interface RmspropOptions {
  /** A number, or a schedule of the step. Default 0.001; at least 0. */
  readonly learningRate?: ScheduleOrNumber;
  /** How much of the mean of squares is kept in each step. Default 0.9; from 0, below 1. */
  readonly rho?: number;
  /** How much of the velocity of steps is kept. Default 0 (none); from 0, below 1. */
  readonly momentum?: number;
  /** Keeps the divisor from zero; inside the root. Default 1e-7; positive. */
  readonly epsilon?: number;
  /** Divides by the deviation instead of the root of the mean of squares. Default false. */
  readonly centered?: boolean;
}

/**
 * RMSprop: divides by the root of the moving mean of squares. Keras `RMSprop`.
 *
 * v = rho v + (1 - rho) g^2, a = rho a + (1 - rho) g if centred (else 0),
 * m = momentum m - learningRate g / sqrt(v - a^2 + epsilon), u = m.
 *
 * State: `step`, scalar int32; `velocity` (v) and, where used, `average` (a) and `momentum` (m), one
 * tensor each per weight.
 *
 * Sources: Tieleman and Hinton, "Lecture 6.5: RMSprop" (2012); Graves, "Generating sequences with
 * recurrent neural networks" (2013), https://arxiv.org/abs/1308.0850, for the centred form.
 *
 * @throws ParticleError `option-unknown` or `option-invalid`.
 *
 * @example
 * ```ts
 * import { rmsprop } from '@sora-particles/optimizer';
 *
 * const optimizer = rmsprop({ learningRate: 1e-3, momentum: 0.9 });
 * ```
 */
export function rmsprop(options: RmspropOptions = {}): GradientTransform<RmspropState> {
  checkOptions('rmsprop', options, {
    learningRate: optional(isScheduleOrNumber),
    rho: optional(is.fraction),
    momentum: optional(is.fraction),
    epsilon: optional(is.positive),
    centered: optional(is.boolean),
  });
  const { learningRate = 0.001, rho = 0.9, momentum = 0 } = options;
  const { epsilon = 1e-7, centered = false } = options;
  return {
    kind: 'optimizer/rmsprop@1',
    config: { learningRate: scheduleToConfig(learningRate), rho, momentum, epsilon, centered },
    init: (params) => ({
      step: firstStep(),
      velocity: zerosOf(params),
      average: centered ? zerosOf(params) : {},
      momentum: momentum === 0 ? {} : zerosOf(params),
    }),
    update: (gradients, state) => {
      const [keep, take, inertia] = [scalar(rho), scalar(1 - rho), scalar(momentum)];
      const rate = neg(valueAt(learningRate, state.step));
      const blend = (before: TensorRecord, fresh: Tensor, path: string): Tensor =>
        add(mul(keep, at(before, path, 'rmsprop')), mul(take, fresh));

      const velocity = mapRecord(gradients, (g, path) => blend(state.velocity, square(g), path));
      const average = centered
        ? mapRecord(gradients, (g, path) => blend(state.average, g, path))
        : {};
      const updates = mapRecord(gradients, (gradient, path) => {
        const squares = at(velocity, path, 'rmsprop');
        const spread = centered ? sub(squares, square(at(average, path, 'rmsprop'))) : squares;
        const move = div(mul(rate, gradient), sqrt(add(spread, epsilon)));
        return momentum === 0 ? move : add(mul(inertia, at(state.momentum, path, 'rmsprop')), move);
      });
      return {
        updates,
        state: {
          step: nextStep(state.step),
          velocity,
          average,
          momentum: momentum === 0 ? {} : updates,
        },
      };
    },
  };
}

/** {@link rmsprop} for `fromConfig`. */
export const rmspropKind: DescribedKind<'transform'> = {
  type: 'transform',
  kind: 'optimizer/rmsprop@1',
  create: (config, nested) => createWithSchedule(rmsprop, config, 'learningRate', nested),
};
