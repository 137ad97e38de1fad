import { leafKind } from '../../leaf-kind.ts';
import { activate } from '../activate.ts';
import { plainActivation, type Activation } from '../define-activation.ts';
import type { NamedOptions } from '../named.ts';

/**
 * Rectified linear unit with a ceiling: y = min(max(x, 0), 6). PyTorch `ReLU6`, Keras `ReLU(max_value=6)`.
 *
 * Input `x` and output `y`: float32 `[...shape]`; layout passes through.
 *
 * Source: Krizhevsky 2010, "Convolutional deep belief networks on CIFAR-10"; used by MobileNet.
 *
 * The wasm backend turns NaN into 0 here.
 *
 * @throws ParticleError `option-unknown`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { relu6 } from '@sora-particles/combinator-core/elementary';
 *
 * const activation = relu6();
 * ```
 */
export function relu6<const Name extends string = 'relu6'>(
  options: NamedOptions<Name> = {},
): Activation<Name> {
  return plainActivation('relu6', options, (x) => activate('relu6', x));
}

/** Registry entry of {@link relu6}. */
export const relu6Kind = leafKind('combinator-core/relu6@1', relu6);
