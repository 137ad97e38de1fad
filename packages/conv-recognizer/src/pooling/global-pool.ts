import type { Tensor } from '@tensorflow/tfjs-core';
import {
  checkOptions,
  defineParticle,
  is,
  optional,
  type Particle,
} from '@sora-particles/combinator-core';
import { imagesInput, type ImagesInput } from '../images.ts';

/** Options of {@link globalAveragePool} and {@link globalMaxPool}. */
export interface GlobalPoolOptions<Name extends string = string> {
  /** Name in messages and paths. Default: the factory's own. */
  readonly name?: Name;
}

/** Made by {@link globalAveragePool} and {@link globalMaxPool}. */
export interface GlobalPool<Name extends string = string> extends Particle<
  Name,
  { readonly x: ImagesInput },
  { readonly y: { readonly shape: readonly ['batch', 'channels']; readonly dtype: 'float32' } },
  readonly []
> {}

/** Makes a particle that reduces each channel of an image to one number. */
export function defineGlobalPool(
  type: 'globalAveragePool' | 'globalMaxPool',
  options: GlobalPoolOptions,
  reduce: (x: Tensor, axes: number[]) => Tensor,
): GlobalPool {
  checkOptions(type, options, { name: optional(is.string) });
  return defineParticle({
    kind: `conv-recognizer/${type}@1`,
    name: options.name ?? type,
    input: { x: imagesInput },
    output: { y: { shape: ['batch', 'channels'], dtype: 'float32' } },
    flops: ['mul', 'batch', 'height', 'width', 'channels'],
    run: (_context, { x }) => ({ outputs: { y: reduce(x, [1, 2]) } }),
  });
}
