import {
  checkOptions,
  defineParticle,
  is,
  leafKind,
  optional,
  type Particle,
} from '@sora-particles/combinator-core';
import { mul, sum, tensor1d } from '@tensorflow/tfjs-core';
import type { NamedOptions } from '../internal/named.ts';

/** Weights of red, green and blue in the brightness, as TensorFlow writes them. */
const LUMA = [0.2989, 0.587, 0.114];

/** Options of {@link grayscale}. */
export type GrayscaleOptions<Name extends string = string> = NamedOptions<Name>;

/** Made by {@link grayscale}. */
export interface Grayscale<Name extends string = string> extends Particle<
  Name,
  {
    readonly x: {
      readonly shape: readonly ['...lead', 'height', 'width', 3];
      readonly dtype: 'float32';
      readonly layout: 'NHWC';
      readonly meaning: 'image/rgb';
    };
  },
  {
    readonly y: {
      readonly shape: readonly ['...lead', 'height', 'width', 1];
      readonly like: 'x';
      readonly meaning: 'image/grayscale';
    };
  },
  readonly []
> {}

/**
 * The brightness of colour images: y = 0.2989 red + 0.5870 green + 0.1140 blue.
 * `tf.image.rgb_to_grayscale`, Keras `RandomGrayscale` with certainty.
 *
 * Input `x`: float32 `[...lead, height, width, 3]`, NHWC, meaning `'image/rgb'`, any range.
 * Output `y`: `[...lead, height, width, 1]`, meaning `'image/grayscale'`, range of `x`.
 *
 * Source: ITU-R BT.601, luma; weights rounded as in TensorFlow, so that white becomes 0.9999.
 *
 * @throws ParticleError `option-unknown`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { grayscale } from '@sora-particles/image-preprocess';
 *
 * const toGray = grayscale();
 * ```
 */
export function grayscale<const Name extends string = 'grayscale'>(
  options: GrayscaleOptions<Name> = {},
): Grayscale<Name> {
  checkOptions('grayscale', options, { name: optional(is.string) });
  const { name = 'grayscale' as Name } = options;
  return defineParticle({
    kind: 'image-preprocess/grayscale@1',
    name,
    input: {
      x: {
        shape: ['...lead', 'height', 'width', 3],
        dtype: 'float32',
        layout: 'NHWC',
        meaning: 'image/rgb',
      },
    },
    output: {
      y: { shape: ['...lead', 'height', 'width', 1], like: 'x', meaning: 'image/grayscale' },
    },
    flops: ['mul', '...lead', 'height', 'width', 5],
    run: (_context, { x }) => ({ outputs: { y: sum(mul(x, tensor1d(LUMA)), -1, true) } }),
  });
}

/** Registry entry of {@link grayscale}. */
export const grayscaleKind = leafKind('image-preprocess/grayscale@1', grayscale<string>);
