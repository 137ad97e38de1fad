import { checkOptions, is, optional, type TensorRecord } from '@sora-particles/combinator-core';
import { add, mul, scalar, type Tensor } from '@tensorflow/tfjs-core';
import type { DescribedKind, GradientTransform, NoState } from '../api.ts';
import { createFrom } from '../internal/create-from.ts';
import { at, mapRecord } from '../internal/records.ts';

/** Options of {@link weightDecay}. */
export interface WeightDecayOptions {
  /** How strongly weights are pulled to zero. No default; at least 0. */
  readonly rate: number;
  /**
   * Names of weights that are left alone: last parts of their paths. Default none;
   * {@link biasesAndNorms} is the usual choice.
   */
  readonly exclude?: readonly string[];
}

/** The weights that are usually left out of weight decay: biases, and those of normalisations. */
export const biasesAndNorms: readonly string[] = ['bias', 'gamma', 'beta'];

/**
 * Adds a part of the weights to the updates: u' = u + rate w. Optax `add_decayed_weights`.
 *
 * Before an optimiser this is an L2 penalty; between `scaleByAdam` and `scaleByLearningRate` it is
 * decoupled decay, as in `adamw`.
 *
 * State: none.
 *
 * Source: Loshchilov and Hutter, "Decoupled weight decay regularization" (2019),
 * https://arxiv.org/abs/1711.05101.
 *
 * @throws ParticleError `option-unknown`, `option-missing` or `option-invalid`.
 *
 * @example
 * ```ts
 * import { biasesAndNorms, chainTransforms, sgd, weightDecay } from '@sora-particles/optimizer';
 *
 * const optimizer = chainTransforms(weightDecay({ rate: 1e-4, exclude: biasesAndNorms }), sgd());
 * ```
 */
export function weightDecay(options: WeightDecayOptions): GradientTransform<NoState> {
  checkOptions('weightDecay', options, {
    rate: is.nonNegative,
    exclude: optional(is.arrayOf(is.string)),
  });
  const { rate, exclude = [] } = options;
  return {
    kind: 'optimizer/weightDecay@1',
    config: { rate, exclude },
    init: () => [],
    update: (updates, state, params) => ({
      updates: addDecay(updates, params, scalar(rate), exclude, 'weightDecay'),
      state,
    }),
  };
}

/** Updates plus `rate` times the weights that decay. */
export function addDecay(
  updates: TensorRecord,
  params: TensorRecord,
  rate: Tensor,
  exclude: readonly string[],
  owner: string,
): TensorRecord {
  return mapRecord(updates, (update, path) =>
    exclude.includes(path.slice(path.lastIndexOf('/') + 1))
      ? update
      : add(update, mul(at(params, path, owner), rate)),
  );
}

/** {@link weightDecay} for `fromConfig`. */
export const weightDecayKind: DescribedKind<'transform'> = {
  type: 'transform',
  kind: 'optimizer/weightDecay@1',
  create: (config) => createFrom(weightDecay, config),
};
