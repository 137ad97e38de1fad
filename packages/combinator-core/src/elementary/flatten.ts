import { reshape } from '@tensorflow/tfjs-core';
import { defineParticle } from '../define-particle.ts';
import { leafKind } from '../leaf-kind.ts';
import { checkOptions, is, optional } from '../options.ts';
import type { Particle } from '../particle.ts';
import type { NamedOptions } from './named.ts';

/** Made by {@link flatten}. */
export interface Flatten<Name extends string = string> extends Particle<
  Name,
  { readonly x: { readonly shape: readonly ['batch', '...features'] } },
  {
    readonly y: {
      readonly shape: readonly ['batch', readonly ['mul', '...features']];
      readonly like: 'x';
      readonly layout: null;
    };
  },
  readonly []
> {}

/**
 * Lays all axes but the first out in one: y[b, (i H + j) W + k] = x[b, i, j, k], and so on at every
 * rank. PyTorch `Flatten`, Keras `Flatten`.
 *
 * Input `x`: any dtype, `[batch, ...features]`. Output `y`: `[batch, product of features]`; dtype, range
 * and meaning pass through, the layout does not.
 *
 * @throws ParticleError `option-unknown`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { flatten } from '@sora-particles/combinator-core/elementary';
 *
 * const vectors = flatten();
 * ```
 */
export function flatten<const Name extends string = 'flatten'>(
  options: NamedOptions<Name> = {},
): Flatten<Name> {
  checkOptions('flatten', options, { name: optional(is.string) });
  const { name = 'flatten' as Name } = options;
  return defineParticle({
    kind: 'combinator-core/flatten@1',
    name,
    input: { x: { shape: ['batch', '...features'] } },
    output: { y: { shape: ['batch', ['mul', '...features']], like: 'x', layout: null } },
    run: (_context, { x }) => {
      const [batch = 0, ...features] = x.shape;
      return { outputs: { y: reshape(x, [batch, features.reduce((a, b) => a * b, 1)]) } };
    },
  });
}

/** Registry entry of {@link flatten}. */
export const flattenKind = leafKind('combinator-core/flatten@1', flatten);
