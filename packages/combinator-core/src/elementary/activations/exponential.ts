import { leafKind } from '../../leaf-kind.ts';
import { activate } from '../activate.ts';
import { plainActivation, type Activation } from '../define-activation.ts';
import type { NamedOptions } from '../named.ts';

/**
 * Exponential: y = e^x, for rates and other positive outputs. Keras `exponential`.
 *
 * Input `x` and output `y`: float32 `[...shape]`; layout passes through.
 *
 * @throws ParticleError `option-unknown`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { exponential } from '@sora-particles/combinator-core/elementary';
 *
 * const activation = exponential();
 * ```
 */
export function exponential<const Name extends string = 'exponential'>(
  options: NamedOptions<Name> = {},
): Activation<Name> {
  return plainActivation('exponential', options, (x) => activate('exponential', x));
}

/** Registry entry of {@link exponential}. */
export const exponentialKind = leafKind('combinator-core/exponential@1', exponential);
