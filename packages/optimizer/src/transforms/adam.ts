import { checkOptions, optional } from '@sora-particles/combinator-core';
import { neg } from '@tensorflow/tfjs-core';
import type { DescribedKind, GradientTransform, ScheduleOrNumber } from '../api.ts';
import { createWithSchedule } from '../internal/create-from.ts';
import { isScheduleOrNumber, scheduleToConfig, valueAt } from '../internal/schedule-or-number.ts';
import {
  adamChecks,
  adamStep,
  initAdam,
  type AdamState,
  type ScaleByAdamOptions,
} from './scale-by-adam.ts';

/** Options of {@link adam}. */
export interface AdamOptions extends ScaleByAdamOptions {
  /** A number, or a schedule of the step. Default 0.001; at least 0. */
  readonly learningRate?: ScheduleOrNumber;
}

/**
 * Adam: steps along the moving mean of the gradients, divided by the root of the moving mean of
 * their squares. Keras `Adam`.
 *
 * m = m + (1 - beta1) (g - m), v = v + (1 - beta2) (g^2 - v),
 * u = -learningRate sqrt(1 - beta2^t) / (1 - beta1^t) m / (sqrt(v) + epsilon), t = 1, 2, ...
 *
 * State: `step`, scalar int32; `momentum` (m) and `velocity` (v), one tensor each per weight.
 *
 * Source: Kingma and Ba, "Adam: a method for stochastic optimization" (2015),
 * https://arxiv.org/abs/1412.6980, in the form before section 2.1 ("epsilon hat") with Keras's
 * epsilon of 1e-7. Optax and PyTorch add an epsilon of 1e-8 to the *corrected* root instead.
 *
 * @throws ParticleError `option-unknown` or `option-invalid`.
 *
 * @example
 * ```ts
 * import { adam, cosineDecay } from '@sora-particles/optimizer';
 *
 * const optimizer = adam({
 *   learningRate: cosineDecay({ initialLearningRate: 1e-3, decaySteps: 10_000 }),
 * });
 * ```
 */
export function adam(options: AdamOptions = {}): GradientTransform<AdamState> {
  checkOptions('adam', options, { ...adamChecks, learningRate: optional(isScheduleOrNumber) });
  const { learningRate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7 } = options;
  return {
    kind: 'optimizer/adam@1',
    config: { learningRate: scheduleToConfig(learningRate), beta1, beta2, epsilon },
    init: initAdam,
    update: (updates, state) =>
      adamStep(updates, state, { beta1, beta2, epsilon }, neg(valueAt(learningRate, state.step))),
  };
}

/** {@link adam} for `fromConfig`. */
export const adamKind: DescribedKind<'transform'> = {
  type: 'transform',
  kind: 'optimizer/adam@1',
  create: (config, nested) => createWithSchedule(adam, config, 'learningRate', nested),
};
