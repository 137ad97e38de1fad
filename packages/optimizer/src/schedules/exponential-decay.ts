import { checkOptions, is, optional } from '@sora-particles/combinator-core';
import { cast, div, exp, floor, mul } from '@tensorflow/tfjs-core';
import type { DescribedKind, Schedule } from '../api.ts';
import { createFrom } from '../internal/create-from.ts';

/** Options of {@link exponentialDecay}. */
export interface ExponentialDecayOptions {
  /** The value at step 0. No default; at least 0. */
  readonly initialLearningRate: number;
  /** In how many steps the value is multiplied by `decayRate` once. No default; positive. */
  readonly decaySteps: number;
  /** What the value is multiplied by. No default; positive. */
  readonly decayRate: number;
  /** Multiplies in jumps, once every `decaySteps`. Default false. */
  readonly staircase?: boolean;
}

/**
 * Decays by a constant factor: initialLearningRate decayRate^(step / decaySteps), the exponent rounded
 * down if `staircase`. Keras `ExponentialDecay`.
 *
 * @throws ParticleError `option-unknown`, `option-missing` or `option-invalid`.
 *
 * @example
 * ```ts
 * import { exponentialDecay } from '@sora-particles/optimizer';
 * import { scalar } from '@tensorflow/tfjs-core';
 * import '@tensorflow/tfjs-backend-cpu';
 *
 * const schedule = exponentialDecay({ initialLearningRate: 1, decaySteps: 100, decayRate: 0.5 });
 * console.log(schedule.at(scalar(200, 'int32')).arraySync()); // 0.25
 * ```
 */
export function exponentialDecay(options: ExponentialDecayOptions): Schedule {
  checkOptions('exponentialDecay', options, {
    initialLearningRate: is.nonNegative,
    decaySteps: is.positiveInteger,
    decayRate: is.positive,
    staircase: optional(is.boolean),
  });
  const { initialLearningRate, decaySteps, decayRate, staircase = false } = options;
  return {
    kind: 'optimizer/exponentialDecay@1',
    config: { initialLearningRate, decaySteps, decayRate, staircase },
    at: (step) => {
      const periods = div(cast(step, 'float32'), decaySteps);
      const exponent = staircase ? floor(periods) : periods;
      return mul(initialLearningRate, exp(mul(exponent, Math.log(decayRate))));
    },
  };
}

/** {@link exponentialDecay} for `fromConfig`. */
export const exponentialDecayKind: DescribedKind<'schedule'> = {
  type: 'schedule',
  kind: 'optimizer/exponentialDecay@1',
  create: (config) => createFrom(exponentialDecay, config),
};
