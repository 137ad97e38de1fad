import { cast as castOp, notEqual, scalar, type Tensor } from '@tensorflow/tfjs-core';
import { defineParticle } from '../define-particle.ts';
import { leafKind } from '../leaf-kind.ts';
import { checkOptions, is, optional } from '../options.ts';
import type { Particle } from '../particle.ts';
import type { NamedOptions } from './named.ts';

/** Element types that {@link cast} goes between. */
export type NumericDType = 'float32' | 'int32' | 'bool';

/** Options of {@link cast}. */
export interface CastOptions<
  To extends NumericDType = NumericDType,
  Name extends string = string,
> extends NamedOptions<Name> {
  /** The element type of the output. */
  readonly dtype: To;
}

/** Made by {@link cast}. */
export interface Cast<
  Name extends string = string,
  To extends NumericDType = NumericDType,
> extends Particle<
  Name,
  {
    readonly x: {
      readonly shape: readonly ['...shape'];
      readonly dtype: readonly ['float32', 'int32', 'bool'];
    };
  },
  { readonly y: { readonly shape: readonly ['...shape']; readonly dtype: To; readonly like: 'x' } },
  readonly []
> {}

/**
 * Changes the element type: fractions are cut off towards 0 on the way to int32, and everything but 0
 * is true. PyTorch `to(dtype)`, Keras `ops.cast`.
 *
 * Input `x`: float32, int32 or bool `[...shape]`. Output `y`: `dtype` `[...shape]`; range, layout and
 * meaning pass through. Gradients flow to float32 only.
 *
 * @param options - The element type, or an object with it.
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { cast } from '@sora-particles/combinator-core/elementary';
 *
 * const numbers = cast('float32');
 * ```
 */
export function cast<const To extends NumericDType, const Name extends string = 'cast'>(
  options: To | CastOptions<To, Name>,
): Cast<Name, To> {
  const given: CastOptions<To, Name> = typeof options === 'string' ? { dtype: options } : options;
  checkOptions('cast', given, {
    dtype: is.oneOf('float32', 'int32', 'bool'),
    name: optional(is.string),
  });
  const { dtype }: CastOptions = given;
  const particle = defineParticle({
    kind: 'combinator-core/cast@1',
    name: given.name ?? ('cast' as Name),
    config: { dtype },
    input: { x: { shape: ['...shape'], dtype: ['float32', 'int32', 'bool'] } },
    output: { y: { shape: ['...shape'], dtype, like: 'x' } },
    traits: { differentiable: dtype === 'float32' },
    run: (_context, { x }) => ({ outputs: { y: convert(x, dtype) } }),
  });
  return particle as Cast<Name, To>;
}

// The wasm backend's cast to bool cuts 0.5 off to false.
function convert(x: Tensor, dtype: NumericDType): Tensor {
  return dtype === 'bool' && x.dtype !== 'bool'
    ? notEqual(x, scalar(0, x.dtype))
    : castOp(x, dtype);
}

/** Registry entry of {@link cast}. */
export const castKind = leafKind('combinator-core/cast@1', (options: CastOptions) => cast(options));
