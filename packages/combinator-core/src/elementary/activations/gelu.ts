import { leafKind } from '../../leaf-kind.ts';
import { checkOptions, is, optional } from '../../options.ts';
import { activate, geluTanh } from '../activate.ts';
import { defineActivation, type Activation } from '../define-activation.ts';
import type { NamedOptions } from '../named.ts';

/** Options of {@link gelu}. */
export interface GeluOptions<Name extends string = string> extends NamedOptions<Name> {
  /** Whether to use the approximation by a tanh, as BERT and GPT-2 do. Default false: the error function. */
  readonly approximate?: boolean;
}

/**
 * Gaussian error linear unit: y = x / 2 (1 + erf(x / sqrt(2))), or, approximate,
 * y = x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))). PyTorch `GELU`, Keras `gelu`.
 *
 * Input `x` and output `y`: float32 `[...shape]`; layout passes through.
 *
 * Source: Hendrycks and Gimpel 2016, https://arxiv.org/abs/1606.08415.
 *
 * @throws ParticleError `option-unknown`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { gelu } from '@sora-particles/combinator-core/elementary';
 *
 * const activation = gelu({ approximate: true });
 * ```
 */
export function gelu<const Name extends string = 'gelu'>(
  options: GeluOptions<Name> = {},
): Activation<Name> {
  checkOptions('gelu', options, { approximate: optional(is.boolean), name: optional(is.string) });
  const { approximate = false, name = 'gelu' as Name } = options;
  return defineActivation('gelu', name, { approximate }, (x) =>
    approximate ? geluTanh(x) : activate('gelu', x),
  );
}

/** Registry entry of {@link gelu}. */
export const geluKind = leafKind('combinator-core/gelu@1', gelu);
