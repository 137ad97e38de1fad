import { checkOptions, is, optional, type TensorRecord } from '@sora-particles/combinator-core';
import { add, cast, div, mul, scalar, sqrt, square, sub, type Tensor } from '@tensorflow/tfjs-core';
import type { DescribedKind, GradientTransform } from '../api.ts';
import { createFrom } from '../internal/create-from.ts';
import { at, mapRecords, zerosOf } from '../internal/records.ts';
import { firstStep, nextStep, oneMinusPower } from '../internal/step.ts';

/** The state of Adam: steps so far, moving means of the gradients and of their squares. */
export type AdamState = {
  readonly step: Tensor;
  readonly momentum: TensorRecord;
  readonly velocity: TensorRecord;
};

/** Options of {@link scaleByAdam}. */
export interface ScaleByAdamOptions {
  /** How much of the mean of gradients is kept in each step. Default 0.9; from 0, below 1. */
  readonly beta1?: number;
  /** How much of the mean of squares is kept in each step. Default 0.999; from 0, below 1. */
  readonly beta2?: number;
  /** Keeps the divisor from zero. Default 1e-7; positive. */
  readonly epsilon?: number;
}

/** The checks of {@link ScaleByAdamOptions}. */
export const adamChecks = {
  beta1: optional(is.fraction),
  beta2: optional(is.fraction),
  epsilon: optional(is.positive),
};

/**
 * Adam's direction without a learning rate, uphill: see `adam` for the equations. A part for
 * optimisers of one's own. Optax `scale_by_adam`.
 *
 * State: `step`, scalar int32; `momentum` and `velocity`, one tensor each per weight.
 *
 * @throws ParticleError `option-unknown` or `option-invalid`.
 *
 * @example
 * ```ts
 * import { chainTransforms, scaleByAdam, scaleByLearningRate, weightDecay } from '@sora-particles/optimizer';
 *
 * const adamwByHand = chainTransforms(
 *   scaleByAdam(),
 *   weightDecay({ rate: 0.004 }),
 *   scaleByLearningRate({ learningRate: 1e-3 }),
 * );
 * ```
 */
export function scaleByAdam(options: ScaleByAdamOptions = {}): GradientTransform<AdamState> {
  checkOptions('scaleByAdam', options, adamChecks);
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7 } = options;
  return {
    kind: 'optimizer/scaleByAdam@1',
    config: { beta1, beta2, epsilon },
    init: initAdam,
    update: (updates, state) => adamStep(updates, state, { beta1, beta2, epsilon }),
  };
}

/** The state before the first step. */
export function initAdam(params: TensorRecord): AdamState {
  return { step: firstStep(), momentum: zerosOf(params), velocity: zerosOf(params) };
}

/**
 * One step of Adam. The factor (such as -learningRate) joins the bias correction in one scalar, so
 * that it costs no pass over the weights of its own.
 */
export function adamStep(
  updates: TensorRecord,
  state: AdamState,
  { beta1, beta2, epsilon }: Required<ScaleByAdamOptions>,
  factor?: Tensor,
): { updates: TensorRecord; state: AdamState } {
  const step = nextStep(state.step);
  const count = cast(step, 'float32');
  const correction = div(sqrt(oneMinusPower(beta2, count)), oneMinusPower(beta1, count));
  const scale = factor === undefined ? correction : mul(correction, factor);
  const rate1 = scalar(1 - beta1);
  const rate2 = scalar(1 - beta2);
  const floor = scalar(epsilon);

  const next = mapRecords(updates, ['momentum', 'velocity', 'updates'], (gradient, path) => {
    const before = { m: at(state.momentum, path, 'adam'), v: at(state.velocity, path, 'adam') };
    const momentum = add(before.m, mul(sub(gradient, before.m), rate1));
    const velocity = add(before.v, mul(sub(square(gradient), before.v), rate2));
    return { momentum, velocity, updates: div(mul(momentum, scale), add(sqrt(velocity), floor)) };
  });
  return {
    updates: next.updates,
    state: { step, momentum: next.momentum, velocity: next.velocity },
  };
}

/** {@link scaleByAdam} for `fromConfig`. */
export const scaleByAdamKind: DescribedKind<'transform'> = {
  type: 'transform',
  kind: 'optimizer/scaleByAdam@1',
  create: (config) => createFrom(scaleByAdam, config),
};
