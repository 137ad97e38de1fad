import { cast, oneHot as oneHotOp } from '@tensorflow/tfjs-core';
import { defineParticle } from '../define-particle.ts';
import { leafKind } from '../leaf-kind.ts';
import { checkOptions, is, optional } from '../options.ts';
import type { Particle } from '../particle.ts';
import type { NamedOptions } from './named.ts';

/** Options of {@link oneHot}. */
export interface OneHotOptions<
  Classes extends number = number,
  Name extends string = string,
> extends NamedOptions<Name> {
  /** How many classes there are; a positive integer. */
  readonly classes: Classes;
}

/** Made by {@link oneHot}. */
export interface OneHot<
  Name extends string = string,
  Classes extends number = number,
> extends Particle<
  Name,
  { readonly x: { readonly shape: readonly ['...shape']; readonly dtype: 'int32' } },
  {
    readonly y: {
      readonly shape: readonly ['...shape', Classes];
      readonly dtype: 'float32';
      readonly range: readonly [0, 1];
    };
  },
  readonly []
> {}

/**
 * Turns the index of a class into a row of zeros with a one at that index. An index out of bounds gives
 * zeros only. PyTorch `one_hot`, Keras `CategoryEncoding('one_hot')`.
 *
 * Input `x`: int32 `[...shape]`. Output `y`: float32 `[...shape, classes]`, range [0, 1]. No gradient
 * flows through it.
 *
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { oneHot } from '@sora-particles/combinator-core/elementary';
 *
 * const targets = oneHot({ classes: 10 });
 * ```
 */
export function oneHot<const Classes extends number, const Name extends string = 'oneHot'>(
  options: OneHotOptions<Classes, Name>,
): OneHot<Name, Classes> {
  checkOptions('oneHot', options, { classes: is.positiveInteger, name: optional(is.string) });
  const { classes }: OneHotOptions = options;
  const particle = defineParticle({
    kind: 'combinator-core/oneHot@1',
    name: options.name ?? ('oneHot' as Name),
    config: { classes },
    input: { x: { shape: ['...shape'], dtype: 'int32' } },
    output: { y: { shape: ['...shape', classes], dtype: 'float32', range: [0, 1] } },
    traits: { differentiable: false },
    // WebAssembly (TensorFlow.js 4.22) writes the bits of integers, whatever type is asked for.
    run: (_context, { x }) => ({ outputs: { y: cast(oneHotOp(x, classes), 'float32') } }),
  });
  return particle as OneHot<Name, Classes>;
}

/** Registry entry of {@link oneHot}. */
export const oneHotKind = leafKind('combinator-core/oneHot@1', oneHot);
