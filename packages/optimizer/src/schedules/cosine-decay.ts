import { checkOptions, is, optional, ParticleError } from '@sora-particles/combinator-core';
import {
  add,
  cast,
  cos,
  div,
  less,
  maximum,
  minimum,
  mul,
  sub,
  type Tensor,
  where,
} from '@tensorflow/tfjs-core';
import type { DescribedKind, Schedule } from '../api.ts';
import { createFrom } from '../internal/create-from.ts';

/** Options of {@link cosineDecay}. */
export interface CosineDecayOptions {
  /** The value at step 0. No default; at least 0. */
  readonly initialLearningRate: number;
  /** How many steps the decay takes, after the warm-up. No default; a positive integer. */
  readonly decaySteps: number;
  /** What is left at the end, as a fraction of the highest value. Default 0; at least 0. */
  readonly alpha?: number;
  /** What the warm-up rises to. Left out: no warm-up. At least 0. */
  readonly warmupTarget?: number;
  /** How many steps the warm-up takes. Needs `warmupTarget`. Default 0; a non-negative integer. */
  readonly warmupSteps?: number;
}

/**
 * Decays along half a cosine, after an optional linear warm-up. Keras `CosineDecay`.
 *
 * peak ((1 - alpha) (1 + cos(pi s / decaySteps)) / 2 + alpha), where s counts the steps after the
 * warm-up up to `decaySteps`, and peak is `warmupTarget` or else `initialLearningRate`. During the
 * warm-up the value rises linearly from `initialLearningRate` to `warmupTarget`.
 *
 * Source: Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts" (2017),
 * https://arxiv.org/abs/1608.03983 (one period).
 *
 * @throws ParticleError `option-unknown`, `option-missing` or `option-invalid`.
 *
 * @example
 * ```ts
 * import { adam, cosineDecay } from '@sora-particles/optimizer';
 *
 * const learningRate = cosineDecay({
 *   initialLearningRate: 0,
 *   warmupTarget: 1e-3,
 *   warmupSteps: 500,
 *   decaySteps: 10_000,
 * });
 * const optimizer = adam({ learningRate });
 * ```
 */
export function cosineDecay(options: CosineDecayOptions): Schedule {
  checkOptions('cosineDecay', options, {
    initialLearningRate: is.nonNegative,
    decaySteps: is.positiveInteger,
    alpha: optional(is.nonNegative),
    warmupTarget: optional(is.nonNegative),
    warmupSteps: optional(is.nonNegativeInteger),
  });
  const { initialLearningRate, decaySteps, alpha = 0, warmupTarget, warmupSteps = 0 } = options;
  if (warmupTarget === undefined && warmupSteps > 0) {
    throw new ParticleError({
      code: 'option-missing',
      summary: "cosineDecay(): 'warmupSteps' needs 'warmupTarget'",
      path: 'cosineDecay.warmupTarget',
      expected: 'the value that the warm-up rises to',
    });
  }
  const peak = warmupTarget ?? initialLearningRate;
  const decayed = (count: Tensor): Tensor => {
    const done = div(minimum(maximum(sub(count, warmupSteps), 0), decaySteps), decaySteps);
    const wave = mul(add(cos(mul(done, Math.PI)), 1), 0.5 * (1 - alpha) * peak);
    return add(wave, alpha * peak);
  };
  return {
    kind: 'optimizer/cosineDecay@1',
    config: {
      initialLearningRate,
      decaySteps,
      alpha,
      ...(warmupTarget !== undefined && { warmupTarget, warmupSteps }),
    },
    at: (step) => {
      const count = cast(step, 'float32');
      if (warmupSteps === 0) return decayed(count);
      const rise = (peak - initialLearningRate) / warmupSteps;
      const rising = add(mul(count, rise), initialLearningRate);
      return where(less(count, warmupSteps), rising, decayed(count));
    },
  };
}

/** {@link cosineDecay} for `fromConfig`. */
export const cosineDecayKind: DescribedKind<'schedule'> = {
  type: 'schedule',
  kind: 'optimizer/cosineDecay@1',
  create: (config) => createFrom(cosineDecay, config),
};
