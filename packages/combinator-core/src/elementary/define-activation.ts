import type { Tensor } from '@tensorflow/tfjs-core';
import { defineParticle } from '../define-particle.ts';
import { checkOptions, is, optional } from '../options.ts';
import type { JsonObject, Particle } from '../particle.ts';
import type { NamedOptions } from './named.ts';

/**
 * An activation: works on each number by itself, at any shape. Layout passes through; range and
 * meaning do not, as the function changes them.
 */
export interface Activation<Name extends string = string> extends Particle<
  Name,
  { readonly x: { readonly shape: readonly ['...shape']; readonly dtype: 'float32' } },
  {
    readonly y: {
      readonly shape: readonly ['...shape'];
      readonly dtype: 'float32';
      readonly like: 'x';
      readonly range: null;
      readonly meaning: null;
    };
  },
  readonly []
> {}

/** Makes an activation particle that has no options but its name. */
export function plainActivation<Name extends string>(
  type: string,
  options: NamedOptions<Name>,
  run: (x: Tensor) => Tensor,
): Activation<Name> {
  checkOptions(type, options, { name: optional(is.string) });
  return defineActivation(type, options.name ?? (type as Name), {}, run);
}

/** Makes an activation particle from options that have been checked. */
export function defineActivation<Name extends string>(
  type: string,
  name: Name,
  config: JsonObject,
  run: (x: Tensor) => Tensor,
): Activation<Name> {
  return defineParticle({
    kind: `combinator-core/${type}@1`,
    name,
    config,
    input: { x: { shape: ['...shape'], dtype: 'float32' } },
    output: {
      y: { shape: ['...shape'], dtype: 'float32', like: 'x', range: null, meaning: null },
    },
    flops: ['mul', '...shape'],
    run: (_context, { x }) => ({ outputs: { y: run(x) } }),
  });
}
