import { leafKind } from '../../leaf-kind.ts';
import { activate } from '../activate.ts';
import { plainActivation, type Activation } from '../define-activation.ts';
import type { NamedOptions } from '../named.ts';

/**
 * Softsign: y = x / (1 + |x|), between -1 and 1. PyTorch `Softsign`, Keras `softsign`.
 *
 * Input `x` and output `y`: float32 `[...shape]`; layout passes through.
 *
 * Source: Bergstra et al. 2009, "Quadratic polynomials learn better image features".
 *
 * @throws ParticleError `option-unknown`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { softsign } from '@sora-particles/combinator-core/elementary';
 *
 * const activation = softsign();
 * ```
 */
export function softsign<const Name extends string = 'softsign'>(
  options: NamedOptions<Name> = {},
): Activation<Name> {
  return plainActivation('softsign', options, (x) => activate('softsign', x));
}

/** Registry entry of {@link softsign}. */
export const softsignKind = leafKind('combinator-core/softsign@1', softsign);
