import {
  checkOptions,
  defineParticle,
  is,
  leafKind,
  optional,
  ParticleError,
  type Dim,
  type Particle,
} from '@sora-particles/combinator-core';
import type { ImagePort } from '../internal/image-port.ts';
import { imagePort } from '../internal/image-port.ts';
import { asImages } from '../internal/images.ts';
import type { NamedOptions } from '../internal/named.ts';
import { resampleLinear, resampleNearest, type Size } from './resample.ts';

/** Options of {@link resize}. */
export interface ResizeOptions<
  S extends Size = Size,
  Name extends string = string,
> extends NamedOptions<Name> {
  /** Height and width of the result in pixels; positive integers. */
  readonly size: S;
  /**
   * `'bilinear'` weighs the two nearest pixels along each axis, `'nearest'` takes one (for masks and
   * label images). Default `'bilinear'`.
   */
  readonly method?: 'bilinear' | 'nearest';
  /**
   * Whether to average over all pixels that an output covers when the image is reduced, so that fine
   * structure does not turn into patterns. Bilinear only. Default false, as in TensorFlow; Pillow and
   * torchvision have it on.
   */
  readonly antialias?: boolean;
}

/** Checks of what resizing takes, for all factories that resize. */
export const resizeChecks = {
  size: is.arrayOf(is.positiveInteger, 2),
  method: optional(is.oneOf('bilinear', 'nearest')),
  antialias: optional(is.boolean),
};

/** Made by {@link resize}. */
export interface Resize<Name extends string = string, S extends Size = Size> extends Particle<
  Name,
  { readonly x: ImagePort },
  {
    readonly y: {
      readonly shape: readonly ['...lead', S[0], S[1], 'channels'];
      readonly like: 'x';
    };
  },
  readonly []
> {}

/**
 * Resizes images, with half-pixel centres: output i lies at (i + 1/2) in / out - 1/2 of the input, as
 * in TensorFlow 2, torchvision and OpenCV. The aspect ratio is not kept. Weights are positive and add
 * up to 1, so the range is kept. Keras `Resizing`, `tf.image.resize`.
 *
 * Input `x`: float32 `[...lead, height, width, channels]`, NHWC, any range.
 * Output `y`: `[...lead, size[0], size[1], channels]`, range and meaning of `x`. Images that have the
 * size already pass unchanged. Gradients flow on every backend.
 *
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { resize } from '@sora-particles/image-preprocess';
 *
 * const toInput = resize({ size: [28, 28] });
 * const thumbnail = resize({ size: [224, 224], antialias: true, name: 'thumbnail' });
 * ```
 */
export function resize<const S extends Size, const Name extends string = 'resize'>(
  options: ResizeOptions<S, Name>,
): Resize<Name, S> {
  checkOptions('resize', options, { ...resizeChecks, name: optional(is.string) });
  const { size, method = 'bilinear', antialias = false, name = 'resize' as Name } = options;
  if (antialias && method === 'nearest') {
    throw new ParticleError({
      code: 'option-invalid',
      summary: "resize(): 'antialias' averages pixels, and the method 'nearest' never does",
      path: 'resize.antialias',
      remedy: 'leave one of the two out',
    });
  }
  return defineParticle({
    kind: 'image-preprocess/resize@1',
    name,
    config: { size, method, antialias },
    input: { x: imagePort },
    output: { y: { shape: ['...lead', size[0], size[1], 'channels'], like: 'x' } },
    flops: antialias
      ? antialiasFlops(size)
      : ['mul', '...lead', size[0], size[1], 'channels', method === 'nearest' ? 0 : 8],
    run: (_context, { x }) => {
      const { batch, height, width, restore } = asImages(x);
      if (height === size[0] && width === size[1]) return { outputs: { y: x } };
      const resized =
        method === 'nearest'
          ? resampleNearest(batch, size)
          : resampleLinear(batch, size, antialias);
      return { outputs: { y: restore(resized) } };
    },
  });
}

/** A product of matrices along each axis. */
function antialiasFlops([height, width]: Size): Dim {
  return [
    'add',
    ['mul', 2 * height, '...lead', 'height', 'width', 'channels'],
    ['mul', 2 * height * width, '...lead', 'width', 'channels'],
  ];
}

/** Registry entry of {@link resize}. */
export const resizeKind = leafKind('image-preprocess/resize@1', resize<Size, string>);
