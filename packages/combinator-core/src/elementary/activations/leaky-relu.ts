import { leakyRelu as leakyReluOp } from '@tensorflow/tfjs-core';
import { leafKind } from '../../leaf-kind.ts';
import { checkOptions, is, optional } from '../../options.ts';
import { defineActivation, type Activation } from '../define-activation.ts';
import type { NamedOptions } from '../named.ts';

/** Options of {@link leakyRelu}. */
export interface LeakyReluOptions<Name extends string = string> extends NamedOptions<Name> {
  /** Slope below 0. Default 0.2, as Keras' function (its layer takes 0.3, PyTorch 0.01). */
  readonly negativeSlope?: number;
}

/**
 * Leaky rectifier: y = x above 0 and negativeSlope x below. PyTorch `LeakyReLU`, Keras `LeakyReLU`.
 *
 * Input `x` and output `y`: float32 `[...shape]`; layout passes through.
 *
 * Source: Maas et al. 2013, "Rectifier nonlinearities improve neural network acoustic models".
 *
 * @throws ParticleError `option-unknown`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { leakyRelu } from '@sora-particles/combinator-core/elementary';
 *
 * const activation = leakyRelu({ negativeSlope: 0.1 });
 * ```
 */
export function leakyRelu<const Name extends string = 'leakyRelu'>(
  options: LeakyReluOptions<Name> = {},
): Activation<Name> {
  checkOptions('leakyRelu', options, {
    negativeSlope: optional(is.nonNegative),
    name: optional(is.string),
  });
  const { negativeSlope = 0.2, name = 'leakyRelu' as Name } = options;
  return defineActivation('leakyRelu', name, { negativeSlope }, (x) =>
    leakyReluOp(x, negativeSlope),
  );
}

/** Registry entry of {@link leakyRelu}. */
export const leakyReluKind = leafKind('combinator-core/leakyRelu@1', leakyRelu);
