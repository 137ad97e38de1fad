import { checkOptions, is, optional } from '@sora-particles/combinator-core';
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

/** Options of {@link oneCycle}. */
export interface OneCycleOptions {
  /** The highest value. No default; at least 0. */
  readonly peakLearningRate: number;
  /** How many steps the cycle takes. No default; a positive integer. */
  readonly totalSteps: number;
  /** The part of the steps in which the value rises. Default 0.3; from 0, below 1. */
  readonly warmupFraction?: number;
  /** The peak divided by the value at step 0. Default 25; positive. */
  readonly divisor?: number;
  /** The value at step 0 divided by the value at the end. Default 10,000; positive. */
  readonly finalDivisor?: number;
}

/**
 * Rises along half a cosine to a peak and falls far below the start along another. Optax
 * `cosine_onecycle_schedule`, PyTorch `OneCycleLR`.
 *
 * From peak / divisor at step 0 to peak at step floor(warmupFraction totalSteps), to
 * peak / (divisor finalDivisor) at step totalSteps and ever after.
 *
 * Source: Smith and Topin, "Super-convergence" (2018), https://arxiv.org/abs/1708.07120; the numbers
 * are those of optax. PyTorch ends each phase one step earlier.
 *
 * @throws ParticleError `option-unknown`, `option-missing` or `option-invalid`.
 *
 * @example
 * ```ts
 * import { oneCycle } from '@sora-particles/optimizer';
 * import { scalar } from '@tensorflow/tfjs-core';
 * import '@tensorflow/tfjs-backend-cpu';
 *
 * const schedule = oneCycle({ peakLearningRate: 0.5, totalSteps: 1000 });
 * console.log(schedule.at(scalar(300, 'int32')).arraySync()); // 0.5
 * ```
 */
export function oneCycle(options: OneCycleOptions): Schedule {
  checkOptions('oneCycle', options, {
    peakLearningRate: is.nonNegative,
    totalSteps: is.positiveInteger,
    warmupFraction: optional(is.fraction),
    divisor: optional(is.positive),
    finalDivisor: optional(is.positive),
  });
  const { peakLearningRate, totalSteps, warmupFraction = 0.3 } = options;
  const { divisor = 25, finalDivisor = 1e4 } = options;
  const rising = Math.floor(warmupFraction * totalSteps);
  const first = peakLearningRate / divisor;
  const last = first / finalDivisor;
  return {
    kind: 'optimizer/oneCycle@1',
    config: { peakLearningRate, totalSteps, warmupFraction, divisor, finalDivisor },
    at: (step) => {
      const count = cast(step, 'float32');
      const fall = halfCosine(count, rising, totalSteps, peakLearningRate, last);
      if (rising === 0) return fall;
      const rise = halfCosine(count, 0, rising, first, peakLearningRate);
      return where(less(count, rising), rise, fall);
    },
  };
}

/**
 * From `from` at step `start` to `to` at step `end`, flat outside. Written as `to` plus the rest, so that
 * a small `to` is exact at the end.
 */
function halfCosine(count: Tensor, start: number, end: number, from: number, to: number): Tensor {
  const done = div(minimum(maximum(sub(count, start), 0), end - start), end - start);
  return add(mul(add(cos(mul(done, Math.PI)), 1), (from - to) / 2), to);
}

/** {@link oneCycle} for `fromConfig`. */
export const oneCycleKind: DescribedKind<'schedule'> = {
  type: 'schedule',
  kind: 'optimizer/oneCycle@1',
  create: (config) => createFrom(oneCycle, config),
};
