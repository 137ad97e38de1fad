import { defineParticle } from '../define-particle.ts';
import { leafKind } from '../leaf-kind.ts';
import { checkOptions, is, optional } from '../options.ts';
import type { Particle } from '../particle.ts';
import type { NamedOptions } from './named.ts';

/** Made by {@link identity}. */
export interface Identity<Name extends string = string> extends Particle<
  Name,
  { readonly x: { readonly shape: readonly ['...shape'] } },
  { readonly y: { readonly shape: readonly ['...shape']; readonly like: 'x' } },
  readonly []
> {}

/**
 * Gives what it takes: y = x. Fills a place where a particle is needed, such as the short way of a
 * residual block. PyTorch `Identity`, Keras `Identity`.
 *
 * Input `x` and output `y`: any dtype, `[...shape]`; everything passes through.
 *
 * @throws ParticleError `option-unknown`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { identity } from '@sora-particles/combinator-core/elementary';
 *
 * const shortcut = identity({ name: 'shortcut' });
 * ```
 */
export function identity<const Name extends string = 'identity'>(
  options: NamedOptions<Name> = {},
): Identity<Name> {
  checkOptions('identity', options, { name: optional(is.string) });
  const { name = 'identity' as Name } = options;
  return defineParticle({
    kind: 'combinator-core/identity@1',
    name,
    input: { x: { shape: ['...shape'] } },
    output: { y: { shape: ['...shape'], like: 'x' } },
    run: (_context, { x }) => ({ outputs: { y: x } }),
  });
}

/** Registry entry of {@link identity}. */
export const identityKind = leafKind('combinator-core/identity@1', identity);
