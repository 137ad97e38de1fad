import type { Tensor4D } from '@tensorflow/tfjs-core';
import {
  checkOptions,
  defineParticle,
  is,
  optional,
  type Padding,
  type Particle,
} from '@sora-particles/combinator-core';
import { imagesInput, type ImagesInput } from '../images.ts';
import { copyOf, isPadding, isSize2d, pairOf } from '../internal/size.ts';
import { windowOf } from '../internal/window.ts';
import type { Size2d } from '../size.ts';
import type { WindowHeight, WindowWidth } from '../window.ts';

/** Options of {@link maxPool2d} and {@link averagePool2d}. */
export interface Pool2dOptions<
  Pool extends Size2d = Size2d,
  Strides extends Size2d = Size2d,
  Border extends Padding = Padding,
  Name extends string = string,
> {
  /** Height and width of the window, in pixels. Default 2. */
  readonly poolSize?: Pool;
  /** Pixels by which the window moves. Default: the pool size, so that windows do not overlap. */
  readonly strides?: Strides;
  /** `'valid'` leaves out what does not fill a window, `'same'` cuts windows at the border. Default `'valid'`. */
  readonly padding?: Border;
  /** Name in messages and paths. Default: the factory's own. */
  readonly name?: Name;
}

/** Made by {@link maxPool2d} and {@link averagePool2d}. */
export interface Pool2d<
  Name extends string = string,
  Pool extends Size2d = Size2d,
  Strides extends Size2d = Size2d,
  Border extends Padding = Padding,
> extends Particle<
  Name,
  { readonly x: ImagesInput },
  {
    readonly y: {
      readonly shape: readonly [
        'batch',
        WindowHeight<Pool, Strides, Border>,
        WindowWidth<Pool, Strides, Border>,
        'channels',
      ];
      readonly dtype: 'float32';
      readonly like: 'x';
    };
  },
  readonly []
> {}

/** How a pooling operation of TensorFlow.js is called. */
type PoolOperation = (
  x: Tensor4D,
  poolSize: [number, number],
  strides: [number, number],
  padding: Padding,
) => Tensor4D;

/** Makes a pooling particle. */
export function definePool2d(
  type: 'maxPool2d' | 'averagePool2d',
  options: Pool2dOptions,
  operation: PoolOperation,
): Pool2d {
  checkOptions(type, options, {
    poolSize: optional(isSize2d),
    strides: optional(isSize2d),
    padding: optional(isPadding),
    name: optional(is.string),
  });
  const { poolSize = 2, strides = poolSize, padding = 'valid', name = type } = options;
  const [height, width] = windowOf({ kernelSize: poolSize, strides, padding, dilation: 1 });
  const [poolHeight, poolWidth] = pairOf(poolSize);
  return defineParticle({
    kind: `conv-recognizer/${type}@1`,
    name,
    config: { poolSize: copyOf(poolSize), strides: copyOf(strides), padding },
    input: { x: imagesInput },
    output: {
      y: { shape: ['batch', height, width, 'channels'], dtype: 'float32', like: 'x' },
    },
    flops: ['mul', poolHeight * poolWidth, 'batch', height, width, 'channels'],
    run: (_context, { x }) => ({
      outputs: { y: operation(x as Tensor4D, pairOf(poolSize), pairOf(strides), padding) },
    }),
  });
}
