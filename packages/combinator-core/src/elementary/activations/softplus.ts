import { leafKind } from '../../leaf-kind.ts';
import { activate } from '../activate.ts';
import { plainActivation, type Activation } from '../define-activation.ts';
import type { NamedOptions } from '../named.ts';

/**
 * Smooth rectifier: y = log(1 + e^x). PyTorch `Softplus`, Keras `softplus`.
 *
 * Input `x` and output `y`: float32 `[...shape]`; layout passes through.
 *
 * Source: Dugas et al. 2001, "Incorporating second-order functional knowledge for better option pricing".
 *
 * @throws ParticleError `option-unknown`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { softplus } from '@sora-particles/combinator-core/elementary';
 *
 * const activation = softplus();
 * ```
 */
export function softplus<const Name extends string = 'softplus'>(
  options: NamedOptions<Name> = {},
): Activation<Name> {
  return plainActivation('softplus', options, (x) => activate('softplus', x));
}

/** Registry entry of {@link softplus}. */
export const softplusKind = leafKind('combinator-core/softplus@1', softplus);
