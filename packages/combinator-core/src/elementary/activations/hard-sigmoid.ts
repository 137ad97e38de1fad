import { leafKind } from '../../leaf-kind.ts';
import { activate } from '../activate.ts';
import { plainActivation, type Activation } from '../define-activation.ts';
import type { NamedOptions } from '../named.ts';

/**
 * Piecewise linear stand-in for the sigmoid: y = min(max(x + 3, 0), 6) / 6. PyTorch `Hardsigmoid`, Keras 3 `hard_sigmoid` (Keras 2 used another slope).
 *
 * Input `x` and output `y`: float32 `[...shape]`; layout passes through.
 *
 * Source: Howard et al. 2019, https://arxiv.org/abs/1905.02244.
 *
 * @throws ParticleError `option-unknown`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { hardSigmoid } from '@sora-particles/combinator-core/elementary';
 *
 * const activation = hardSigmoid();
 * ```
 */
export function hardSigmoid<const Name extends string = 'hardSigmoid'>(
  options: NamedOptions<Name> = {},
): Activation<Name> {
  return plainActivation('hardSigmoid', options, (x) => activate('hardSigmoid', x));
}

/** Registry entry of {@link hardSigmoid}. */
export const hardSigmoidKind = leafKind('combinator-core/hardSigmoid@1', hardSigmoid);
