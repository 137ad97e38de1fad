import { leafKind } from '../../leaf-kind.ts';
import { activate } from '../activate.ts';
import { plainActivation, type Activation } from '../define-activation.ts';
import type { NamedOptions } from '../named.ts';

/**
 * Sigmoid linear unit: y = x sigmoid(x). PyTorch `SiLU`, Keras `silu`; also called swish.
 *
 * Input `x` and output `y`: float32 `[...shape]`; layout passes through.
 *
 * Source: Hendrycks and Gimpel 2016, https://arxiv.org/abs/1606.08415; Ramachandran et al. 2017, https://arxiv.org/abs/1710.05941.
 *
 * @throws ParticleError `option-unknown`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { silu } from '@sora-particles/combinator-core/elementary';
 *
 * const activation = silu();
 * ```
 */
export function silu<const Name extends string = 'silu'>(
  options: NamedOptions<Name> = {},
): Activation<Name> {
  return plainActivation('silu', options, (x) => activate('silu', x));
}

/** Registry entry of {@link silu}. */
export const siluKind = leafKind('combinator-core/silu@1', silu);
