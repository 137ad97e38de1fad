import { leafKind } from '../../leaf-kind.ts';
import { activate } from '../activate.ts';
import { plainActivation, type Activation } from '../define-activation.ts';
import type { NamedOptions } from '../named.ts';

/**
 * Scaled exponential linear unit: y = 1.0507 x above 0 and 1.7581 (e^x - 1) below, which keeps activations normalised. PyTorch `SELU`, Keras `selu`. Goes with the initialiser `lecunNormal`.
 *
 * Input `x` and output `y`: float32 `[...shape]`; layout passes through.
 *
 * Source: Klambauer et al. 2017, https://arxiv.org/abs/1706.02515.
 *
 * @throws ParticleError `option-unknown`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { selu } from '@sora-particles/combinator-core/elementary';
 *
 * const activation = selu();
 * ```
 */
export function selu<const Name extends string = 'selu'>(
  options: NamedOptions<Name> = {},
): Activation<Name> {
  return plainActivation('selu', options, (x) => activate('selu', x));
}

/** Registry entry of {@link selu}. */
export const seluKind = leafKind('combinator-core/selu@1', selu);
