import { checkOptions, is, optional, type TensorRecord } from '@sora-particles/combinator-core';
import { add, mul, scalar } from '@tensorflow/tfjs-core';
import type { DescribedKind, GradientTransform } from '../api.ts';
import { createFrom } from '../internal/create-from.ts';
import { at, mapRecord, zerosOf } from '../internal/records.ts';

/** The state of {@link momentum}. */
export type MomentumState = { readonly velocity: TensorRecord };

/** Options of {@link momentum}. */
export interface MomentumOptions {
  /** How much of the velocity is kept in each step. Default 0.9; from 0 up to, not including, 1. */
  readonly decay?: number;
  /** Looks one step ahead (Nesterov). Default false. */
  readonly nesterov?: boolean;
}

/**
 * Lets updates build up speed: v = decay v + g, u = v; with `nesterov` u = g + decay v. Optax `trace`.
 *
 * State: `velocity`, one tensor per weight, zeros at first.
 *
 * Sources: Polyak, "Some methods of speeding up the convergence of iteration methods" (1964);
 * Sutskever et al., "On the importance of initialization and momentum in deep learning" (2013).
 * As in PyTorch and optax, the learning rate is applied after the velocity; Keras applies it before.
 * The two differ only while a schedule changes the learning rate.
 *
 * @throws ParticleError `option-unknown` or `option-invalid`.
 *
 * @example
 * ```ts
 * import { chainTransforms, momentum, scaleByLearningRate } from '@sora-particles/optimizer';
 *
 * const optimizer = chainTransforms(
 *   momentum({ decay: 0.9, nesterov: true }),
 *   scaleByLearningRate({ learningRate: 0.01 }),
 * );
 * ```
 */
export function momentum(options: MomentumOptions = {}): GradientTransform<MomentumState> {
  checkOptions('momentum', options, {
    decay: optional(is.fraction),
    nesterov: optional(is.boolean),
  });
  const { decay = 0.9, nesterov = false } = options;
  return {
    kind: 'optimizer/momentum@1',
    config: { decay, nesterov },
    init: (params) => ({ velocity: zerosOf(params) }),
    update: (updates, state) => gatherMomentum(updates, state, decay, nesterov),
  };
}

/** One step of momentum; shared with `sgd`. */
export function gatherMomentum(
  updates: TensorRecord,
  state: MomentumState,
  decay: number,
  nesterov: boolean,
): { updates: TensorRecord; state: MomentumState } {
  const keep = scalar(decay);
  const velocity = mapRecord(updates, (update, path) =>
    add(mul(at(state.velocity, path, 'momentum'), keep), update),
  );
  const ahead = nesterov
    ? mapRecord(updates, (update, path) => add(update, mul(at(velocity, path, 'momentum'), keep)))
    : velocity;
  return { updates: ahead, state: { velocity } };
}

/** {@link momentum} for `fromConfig`. */
export const momentumKind: DescribedKind<'transform'> = {
  type: 'transform',
  kind: 'optimizer/momentum@1',
  create: (config) => createFrom(momentum, config),
};
