import { leafKind } from '../../leaf-kind.ts';
import { activate } from '../activate.ts';
import { plainActivation, type Activation } from '../define-activation.ts';
import type { NamedOptions } from '../named.ts';

/**
 * Mish: y = x tanh(log(1 + e^x)). PyTorch `Mish`, Keras `mish`.
 *
 * Input `x` and output `y`: float32 `[...shape]`; layout passes through.
 *
 * Source: Misra 2019, https://arxiv.org/abs/1908.08681.
 *
 * @throws ParticleError `option-unknown`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { mish } from '@sora-particles/combinator-core/elementary';
 *
 * const activation = mish();
 * ```
 */
export function mish<const Name extends string = 'mish'>(
  options: NamedOptions<Name> = {},
): Activation<Name> {
  return plainActivation('mish', options, (x) => activate('mish', x));
}

/** Registry entry of {@link mish}. */
export const mishKind = leafKind('combinator-core/mish@1', mish);
