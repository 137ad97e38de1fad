import {
  checkOptions,
  defineParticle,
  is,
  leafKind,
  optional,
  type Particle,
} from '@sora-particles/combinator-core';
import { slice } from '@tensorflow/tfjs-core';
import { imagePort, type ImagePort } from '../internal/image-port.ts';
import { asImages } from '../internal/images.ts';
import type { NamedOptions } from '../internal/named.ts';
import { centerOf, checkCrop } from './crop.ts';
import type { Size } from './resample.ts';

/** Options of {@link centerCrop}. */
export interface CenterCropOptions<
  S extends Size = Size,
  Name extends string = string,
> extends NamedOptions<Name> {
  /** Height and width of the part that is kept, in pixels; positive integers. */
  readonly size: S;
}

/** Made by {@link centerCrop}. */
export interface CenterCrop<Name extends string = string, S extends Size = Size> extends Particle<
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
 * Keeps the middle of images. An odd rest is left over at the bottom and right. Keras `CenterCrop`,
 * torchvision `CenterCrop`.
 *
 * Input `x`: float32 `[...lead, height, width, channels]`, NHWC, any range, at least as large as
 * `size`. Output `y`: `[...lead, size[0], size[1], channels]`, range and meaning of `x`.
 *
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid`, `name-invalid`;
 *   at the call `dimension-invalid` for images smaller than `size`.
 *
 * @example
 * ```ts
 * import { centerCrop } from '@sora-particles/image-preprocess';
 *
 * const middle = centerCrop({ size: [224, 224] });
 * ```
 */
export function centerCrop<const S extends Size, const Name extends string = 'centerCrop'>(
  options: CenterCropOptions<S, Name>,
): CenterCrop<Name, S> {
  checkOptions('centerCrop', options, {
    size: is.arrayOf(is.positiveInteger, 2),
    name: optional(is.string),
  });
  const { size, name = 'centerCrop' as Name } = options;
  return defineParticle({
    kind: 'image-preprocess/centerCrop@1',
    name,
    config: { size },
    input: { x: imagePort },
    output: { y: { shape: ['...lead', size[0], size[1], 'channels'], like: 'x' } },
    run: (_context, { x }) => {
      const { batch, count, height, width, channels, restore } = asImages(x);
      checkCrop(name, [height, width], size);
      const [top, left] = centerOf([height, width], size);
      const cropped = slice(batch, [0, top, left, 0], [count, size[0], size[1], channels]);
      return { outputs: { y: restore(cropped) } };
    },
  });
}

/** Registry entry of {@link centerCrop}. */
export const centerCropKind = leafKind('image-preprocess/centerCrop@1', centerCrop<Size, string>);
