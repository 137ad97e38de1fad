import { leafKind } from '../../leaf-kind.ts';
import { activate } from '../activate.ts';
import { plainActivation, type Activation } from '../define-activation.ts';
import type { NamedOptions } from '../named.ts';

/**
 * Piecewise stand-in for silu: y = x min(max(x + 3, 0), 6) / 6. PyTorch `Hardswish`, Keras `hard_silu`.
 *
 * Input `x` and output `y`: float32 `[...shape]`; layout passes through.
 *
 * Source: Howard et al. 2019, https://arxiv.org/abs/1905.02244.
 *
 * @throws ParticleError `option-unknown`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { hardSwish } from '@sora-particles/combinator-core/elementary';
 *
 * const activation = hardSwish();
 * ```
 */
export function hardSwish<const Name extends string = 'hardSwish'>(
  options: NamedOptions<Name> = {},
): Activation<Name> {
  return plainActivation('hardSwish', options, (x) => activate('hardSwish', x));
}

/** Registry entry of {@link hardSwish}. */
export const hardSwishKind = leafKind('combinator-core/hardSwish@1', hardSwish);
