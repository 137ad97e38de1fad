import { leafKind } from '../../leaf-kind.ts';
import { checkOptions, is, optional } from '../../options.ts';
import { activate, activationNames, type ActivationName } from '../activate.ts';
import { defineActivation, type Activation } from '../define-activation.ts';
import type { NamedOptions } from '../named.ts';

/** Options of {@link activation}. */
export interface ActivationOptions<Name extends string = string> extends NamedOptions<Name> {
  /** Which function, with its default parameters. */
  readonly type: ActivationName;
}

/**
 * An activation chosen by name, for compositions that are data: y = f(x) for each number. Keras
 * `Activation`. Unlike `sigmoid()` it neither asks for logits nor promises probabilities, and so fits
 * inside a network.
 *
 * Input `x` and output `y`: float32 `[...shape]`; layout passes through.
 *
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { activation } from '@sora-particles/combinator-core/elementary';
 *
 * const gate = activation({ type: 'sigmoid', name: 'gate' });
 * ```
 */
export function activation<const Name extends string = 'activation'>(
  options: ActivationOptions<Name>,
): Activation<Name> {
  checkOptions('activation', options, {
    type: is.oneOf(...activationNames),
    name: optional(is.string),
  });
  const { type, name = 'activation' as Name } = options;
  return defineActivation('activation', name, { type }, (x) => activate(type, x));
}

/** Registry entry of {@link activation}. */
export const activationKind = leafKind('combinator-core/activation@1', activation);
