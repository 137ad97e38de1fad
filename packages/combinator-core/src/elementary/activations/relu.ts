import { leafKind } from '../../leaf-kind.ts';
import { activate } from '../activate.ts';
import { plainActivation, type Activation } from '../define-activation.ts';
import type { NamedOptions } from '../named.ts';

/**
 * Rectified linear unit: y = max(x, 0). PyTorch `ReLU`, Keras `ReLU`.
 *
 * Input `x` and output `y`: float32 `[...shape]`; layout passes through.
 *
 * Source: Nair and Hinton 2010, "Rectified linear units improve restricted Boltzmann machines".
 *
 * @throws ParticleError `option-unknown`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { relu } from '@sora-particles/combinator-core/elementary';
 *
 * const activation = relu();
 * ```
 */
export function relu<const Name extends string = 'relu'>(
  options: NamedOptions<Name> = {},
): Activation<Name> {
  return plainActivation('relu', options, (x) => activate('relu', x));
}

/** Registry entry of {@link relu}. */
export const reluKind = leafKind('combinator-core/relu@1', relu);
