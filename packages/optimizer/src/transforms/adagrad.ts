import { checkOptions, is, optional, type TensorRecord } from '@sora-particles/combinator-core';
import { add, div, fill, mul, neg, sqrt, square, type Tensor } from '@tensorflow/tfjs-core';
import type { DescribedKind, GradientTransform, ScheduleOrNumber } from '../api.ts';
import { createWithSchedule } from '../internal/create-from.ts';
import { at, mapRecord } from '../internal/records.ts';
import { isScheduleOrNumber, scheduleToConfig, valueAt } from '../internal/schedule-or-number.ts';
import { firstStep, nextStep } from '../internal/step.ts';

/** The state of {@link adagrad}. */
export type AdagradState = { readonly step: Tensor; readonly accumulator: TensorRecord };

/** Options of {@link adagrad}. */
export interface AdagradOptions {
  /** A number, or a schedule of the step. Default 0.001; at least 0. */
  readonly learningRate?: ScheduleOrNumber;
  /** What the sums of squares begin with. Default 0.1; at least 0. */
  readonly initialAccumulatorValue?: number;
  /** Keeps the divisor from zero; inside the root. Default 1e-7; positive. */
  readonly epsilon?: number;
}

/**
 * Adagrad: divides by the root of the sum of all squares so far, so that rare features keep large
 * steps. Keras `Adagrad`.
 *
 * a = a + g^2, u = -learningRate g / sqrt(a + epsilon).
 *
 * State: `step`, scalar int32; `accumulator` (a), one tensor per weight.
 *
 * Source: Duchi, Hazan and Singer, "Adaptive subgradient methods for online learning and stochastic
 * optimization" (2011), https://jmlr.org/papers/v12/duchi11a.html.
 *
 * @throws ParticleError `option-unknown` or `option-invalid`.
 *
 * @example
 * ```ts
 * import { adagrad } from '@sora-particles/optimizer';
 *
 * const optimizer = adagrad({ learningRate: 0.05 });
 * ```
 */
export function adagrad(options: AdagradOptions = {}): GradientTransform<AdagradState> {
  checkOptions('adagrad', options, {
    learningRate: optional(isScheduleOrNumber),
    initialAccumulatorValue: optional(is.nonNegative),
    epsilon: optional(is.positive),
  });
  const { learningRate = 0.001, initialAccumulatorValue = 0.1, epsilon = 1e-7 } = options;
  return {
    kind: 'optimizer/adagrad@1',
    config: { learningRate: scheduleToConfig(learningRate), initialAccumulatorValue, epsilon },
    init: (params) => ({
      step: firstStep(),
      accumulator: mapRecord(params, ({ shape }) => fill(shape, initialAccumulatorValue)),
    }),
    update: (gradients, state) => {
      const rate = neg(valueAt(learningRate, state.step));
      const accumulator = mapRecord(gradients, (gradient, path) =>
        add(at(state.accumulator, path, 'adagrad'), square(gradient)),
      );
      const updates = mapRecord(gradients, (gradient, path) =>
        div(mul(rate, gradient), sqrt(add(at(accumulator, path, 'adagrad'), epsilon))),
      );
      return { updates, state: { step: nextStep(state.step), accumulator } };
    },
  };
}

/** {@link adagrad} for `fromConfig`. */
export const adagradKind: DescribedKind<'transform'> = {
  type: 'transform',
  kind: 'optimizer/adagrad@1',
  create: (config, nested) => createWithSchedule(adagrad, config, 'learningRate', nested),
};
