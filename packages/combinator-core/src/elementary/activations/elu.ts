import { leafKind } from '../../leaf-kind.ts';
import { checkOptions, is, optional } from '../../options.ts';
import { eluOf } from '../activate.ts';
import { defineActivation, type Activation } from '../define-activation.ts';
import type { NamedOptions } from '../named.ts';

/** Options of {@link elu}. */
export interface EluOptions<Name extends string = string> extends NamedOptions<Name> {
  /** Minus the value that very negative inputs lead to; at least 0. Default 1. */
  readonly alpha?: number;
}

/**
 * Exponential linear unit: y = x above 0 and alpha (e^x - 1) below. PyTorch `ELU`, Keras `ELU`.
 *
 * Input `x` and output `y`: float32 `[...shape]`; layout passes through.
 *
 * Source: Clevert et al. 2015, https://arxiv.org/abs/1511.07289.
 *
 * @throws ParticleError `option-unknown`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { elu } from '@sora-particles/combinator-core/elementary';
 *
 * const activation = elu();
 * ```
 */
export function elu<const Name extends string = 'elu'>(
  options: EluOptions<Name> = {},
): Activation<Name> {
  checkOptions('elu', options, { alpha: optional(is.nonNegative), name: optional(is.string) });
  const { alpha = 1, name = 'elu' as Name } = options;
  return defineActivation('elu', name, { alpha }, (x) => eluOf(x, alpha));
}

/** Registry entry of {@link elu}. */
export const eluKind = leafKind('combinator-core/elu@1', elu);
