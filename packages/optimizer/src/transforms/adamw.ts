import { checkOptions, is, optional } from '@sora-particles/combinator-core';
import { mul, neg } from '@tensorflow/tfjs-core';
import type { DescribedKind, GradientTransform } from '../api.ts';
import { createWithSchedule } from '../internal/create-from.ts';
import { isScheduleOrNumber, scheduleToConfig, valueAt } from '../internal/schedule-or-number.ts';
import type { AdamOptions } from './adam.ts';
import { adamChecks, adamStep, initAdam, type AdamState } from './scale-by-adam.ts';
import { addDecay } from './weight-decay.ts';

/** Options of {@link adamw}. */
export interface AdamwOptions extends AdamOptions {
  /** How strongly weights are pulled to zero, times the learning rate. Default 0.004; at least 0. */
  readonly weightDecay?: number;
  /** Names of weights that do not decay. Default none; `biasesAndNorms` is the usual choice. */
  readonly exclude?: readonly string[];
}

/**
 * Adam with decoupled weight decay: u = adam(g) - learningRate weightDecay w. Keras `AdamW`.
 *
 * State: as that of `adam`.
 *
 * Source: Loshchilov and Hutter, "Decoupled weight decay regularization" (2019),
 * https://arxiv.org/abs/1711.05101. Epsilon and default decay are those of Keras; as there and in
 * PyTorch and optax, the decay is multiplied by the learning rate.
 *
 * @throws ParticleError `option-unknown` or `option-invalid`.
 *
 * @example
 * ```ts
 * import { adamw, biasesAndNorms } from '@sora-particles/optimizer';
 *
 * const optimizer = adamw({ learningRate: 1e-3, weightDecay: 0.01, exclude: biasesAndNorms });
 * ```
 */
export function adamw(options: AdamwOptions = {}): GradientTransform<AdamState> {
  checkOptions('adamw', options, {
    ...adamChecks,
    learningRate: optional(isScheduleOrNumber),
    weightDecay: optional(is.nonNegative),
    exclude: optional(is.arrayOf(is.string)),
  });
  const { learningRate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7 } = options;
  const { weightDecay = 0.004, exclude = [] } = options;
  return {
    kind: 'optimizer/adamw@1',
    config: {
      learningRate: scheduleToConfig(learningRate),
      beta1,
      beta2,
      epsilon,
      weightDecay,
      exclude,
    },
    init: initAdam,
    update: (updates, state, params) => {
      const factor = neg(valueAt(learningRate, state.step));
      const next = adamStep(updates, state, { beta1, beta2, epsilon }, factor);
      const decay = mul(factor, weightDecay);
      return {
        updates: addDecay(next.updates, params, decay, exclude, 'adamw'),
        state: next.state,
      };
    },
  };
}

/** {@link adamw} for `fromConfig`. */
export const adamwKind: DescribedKind<'transform'> = {
  type: 'transform',
  kind: 'optimizer/adamw@1',
  create: (config, nested) => createWithSchedule(adamw, config, 'learningRate', nested),
};
