import { checkOptions, is, optional } from '@sora-particles/combinator-core';
import {
  add,
  cast,
  ceil,
  div,
  maximum,
  minimum,
  mul,
  pow,
  scalar,
  sub,
} from '@tensorflow/tfjs-core';
import type { DescribedKind, Schedule } from '../api.ts';
import { createFrom } from '../internal/create-from.ts';

/** Options of {@link polynomialDecay}. */
export interface PolynomialDecayOptions {
  /** The value at step 0. No default; at least 0. */
  readonly initialLearningRate: number;
  /** How many steps the decay takes. No default; a positive integer. */
  readonly decaySteps: number;
  /** The value at the end. Default 0.0001; at least 0. */
  readonly endLearningRate?: number;
  /** 1 is a straight line. Default 1; positive. */
  readonly power?: number;
  /** Starts over from a lower height whenever the end is reached. Default false: stays there. */
  readonly cycle?: boolean;
}

/**
 * Decays along a power of what is left: (initial - end) (1 - s / decaySteps)^power + end, with
 * s = min(step, decaySteps). A straight line by default. Keras `PolynomialDecay`.
 *
 * @throws ParticleError `option-unknown`, `option-missing` or `option-invalid`.
 *
 * @example
 * ```ts
 * import { polynomialDecay } from '@sora-particles/optimizer';
 *
 * const linear = polynomialDecay({ initialLearningRate: 0.1, endLearningRate: 0, decaySteps: 1000 });
 * ```
 */
export function polynomialDecay(options: PolynomialDecayOptions): Schedule {
  checkOptions('polynomialDecay', options, {
    initialLearningRate: is.nonNegative,
    decaySteps: is.positiveInteger,
    endLearningRate: optional(is.nonNegative),
    power: optional(is.positive),
    cycle: optional(is.boolean),
  });
  const { initialLearningRate, decaySteps, power = 1, cycle = false } = options;
  const { endLearningRate = 0.0001 } = options;
  return {
    kind: 'optimizer/polynomialDecay@1',
    config: { initialLearningRate, decaySteps, endLearningRate, power, cycle },
    at: (step) => {
      const periods = div(cast(step, 'float32'), decaySteps);
      const done = cycle ? div(periods, maximum(ceil(periods), 1)) : minimum(periods, 1);
      const left = sub(1, done);
      const curve = power === 1 ? left : pow(left, scalar(power));
      return add(mul(curve, initialLearningRate - endLearningRate), endLearningRate);
    },
  };
}

/** {@link polynomialDecay} for `fromConfig`. */
export const polynomialDecayKind: DescribedKind<'schedule'> = {
  type: 'schedule',
  kind: 'optimizer/polynomialDecay@1',
  create: (config) => createFrom(polynomialDecay, config),
};
