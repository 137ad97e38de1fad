import { tanh as tanhOp } from '@tensorflow/tfjs-core';
import { defineParticle } from '../../define-particle.ts';
import { leafKind } from '../../leaf-kind.ts';
import { checkOptions, is, optional } from '../../options.ts';
import type { Particle } from '../../particle.ts';
import type { NamedOptions } from '../named.ts';

/** Made by {@link tanh}. */
export interface Tanh<Name extends string = string> extends Particle<
  Name,
  { readonly x: { readonly shape: readonly ['...shape']; readonly dtype: 'float32' } },
  {
    readonly y: {
      readonly shape: readonly ['...shape'];
      readonly dtype: 'float32';
      readonly like: 'x';
      readonly range: readonly [-1, 1];
      readonly meaning: null;
    };
  },
  readonly []
> {}

/**
 * Hyperbolic tangent: y = (e^x - e^-x) / (e^x + e^-x). PyTorch `Tanh`, Keras `tanh`.
 *
 * Input `x`: float32 `[...shape]`. Output `y`: float32 `[...shape]`, range [-1, 1]; layout passes
 * through.
 *
 * @throws ParticleError `option-unknown`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { tanh } from '@sora-particles/combinator-core/elementary';
 *
 * const activation = tanh();
 * ```
 */
export function tanh<const Name extends string = 'tanh'>(
  options: NamedOptions<Name> = {},
): Tanh<Name> {
  checkOptions('tanh', options, { name: optional(is.string) });
  const { name = 'tanh' as Name } = options;
  return defineParticle({
    kind: 'combinator-core/tanh@1',
    name,
    input: { x: { shape: ['...shape'], dtype: 'float32' } },
    output: {
      y: { shape: ['...shape'], dtype: 'float32', like: 'x', range: [-1, 1], meaning: null },
    },
    flops: ['mul', '...shape'],
    run: (_context, { x }) => ({ outputs: { y: tanhOp(x) } }),
  });
}

/** Registry entry of {@link tanh}. */
export const tanhKind = leafKind('combinator-core/tanh@1', tanh);
