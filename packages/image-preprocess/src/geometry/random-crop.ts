import {
  checkOptions,
  defineParticle,
  is,
  leafKind,
  optional,
  type Particle,
  type RandomSource,
} from '@sora-particles/combinator-core';
import { add, floor, range, reshape, slice, type Tensor } from '@tensorflow/tfjs-core';
import { imagePort, type ImagePort } from '../internal/image-port.ts';
import { asImages } from '../internal/images.ts';
import type { NamedOptions } from '../internal/named.ts';
import { centerOf, checkCrop } from './crop.ts';
import type { Size } from './resample.ts';
import { takeGrid } from './take-pixels.ts';

/** Options of {@link randomCrop}. */
export interface RandomCropOptions<
  S extends Size = Size,
  Name extends string = string,
> extends NamedOptions<Name> {
  /** Height and width of the part that is kept, in pixels; positive integers. */
  readonly size: S;
}

/** Made by {@link randomCrop}. */
export interface RandomCrop<Name extends string = string, S extends Size = Size> extends Particle<
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
 * While training, keeps a part of each image at a place drawn for that image; otherwise the middle,
 * as {@link centerCrop}. Together with {@link pad} the usual augmentation of small images. Keras and
 * torchvision `RandomCrop`.
 *
 * Input `x`: float32 `[...lead, height, width, channels]`, NHWC, any range, at least as large as
 * `size`. Output `y`: `[...lead, size[0], size[1], channels]`, range and meaning of `x`.
 *
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid`, `name-invalid`;
 *   at the call `dimension-invalid` for images smaller than `size`.
 *
 * @example
 * ```ts
 * import { randomCrop } from '@sora-particles/image-preprocess';
 *
 * const cropped = randomCrop({ size: [32, 32] });
 * ```
 */
export function randomCrop<const S extends Size, const Name extends string = 'randomCrop'>(
  options: RandomCropOptions<S, Name>,
): RandomCrop<Name, S> {
  checkOptions('randomCrop', options, {
    size: is.arrayOf(is.positiveInteger, 2),
    name: optional(is.string),
  });
  const { size, name = 'randomCrop' as Name } = options;
  return defineParticle({
    kind: 'image-preprocess/randomCrop@1',
    name,
    config: { size },
    input: { x: imagePort },
    output: { y: { shape: ['...lead', size[0], size[1], 'channels'], like: 'x' } },
    traits: { needsSeed: true },
    run: ({ training, random }, { x }) => {
      const { batch, count, height, width, channels, restore } = asImages(x);
      checkCrop(name, [height, width], size);
      if (!training) {
        const [top, left] = centerOf([height, width], size);
        return {
          outputs: {
            y: restore(slice(batch, [0, top, left, 0], [count, size[0], size[1], channels])),
          },
        };
      }
      const rows = drawRuns(random.split('rows'), count, height, size[0]);
      const columns = drawRuns(random.split('columns'), count, width, size[1]);
      return { outputs: { y: restore(takeGrid(batch, rows, columns)) } };
    },
  });
}

/** For each image the indices of a run of `length` out of `size`, `[count, length]`. */
function drawRuns(random: RandomSource, count: number, size: number, length: number): Tensor {
  const first = floor(random.uniform([count, 1], 0, size - length + 1));
  return add(first, reshape(range(0, length), [1, length]));
}

/** Registry entry of {@link randomCrop}. */
export const randomCropKind = leafKind('image-preprocess/randomCrop@1', randomCrop<Size, string>);
