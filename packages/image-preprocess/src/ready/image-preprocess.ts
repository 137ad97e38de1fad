import {
  chain,
  checkOptions,
  is,
  type AnyParticle,
  type Chain,
} from '@sora-particles/combinator-core';
import { input, rescale } from '@sora-particles/combinator-core/elementary';
import { imageMeanings, type ImageChannels, type ImageMeanings } from '../internal/channels.ts';
import type { Size } from '../geometry/resample.ts';
import { resize, resizeChecks, type ResizeOptions } from '../geometry/resize.ts';

/** Options of {@link imagePreprocess}. */
export interface ImagePreprocessOptions<
  S extends Size = Size,
  Channels extends ImageChannels = ImageChannels,
> extends Omit<ResizeOptions<S>, 'name'> {
  /** Channels of the images: 1 (gray), 3 (red, green, blue) or 4 (and alpha). */
  readonly channels: Channels;
}

/** Made by {@link imagePreprocess}. */
export interface ImagePreprocess<
  S extends Size = Size,
  Channels extends ImageChannels = ImageChannels,
> extends Chain<
  'rescale',
  {
    readonly x: {
      readonly shape: readonly ['...lead', 'height', 'width', Channels];
      readonly dtype: 'float32';
      readonly range: readonly [0, 255];
      readonly layout: 'NHWC';
      readonly meaning: ImageMeanings[Channels];
    };
  },
  {
    readonly y: {
      readonly shape: readonly ['...lead', S[0], S[1], Channels];
      readonly dtype: 'float32';
      readonly range: readonly [0, 1];
      readonly layout: 'NHWC';
      readonly meaning: ImageMeanings[Channels];
    };
  }
> {}

/**
 * Pixels in [0, 255] of any size to what a recogniser takes: {@link resize}, then `rescale` to [0, 1].
 * A chain, which is spliced into the chain around it.
 *
 * Input `x`: float32 `[...lead, height, width, channels]`, range [0, 255], NHWC, meaning by channels as
 * {@link decodeImage} gives it. Output `y`: `[...lead, size[0], size[1], channels]`, range [0, 1].
 *
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid`.
 *
 * @example
 * ```ts
 * import { imagePreprocess } from '@sora-particles/image-preprocess';
 *
 * const preprocess = imagePreprocess({ size: [28, 28], channels: 1 });
 * ```
 */
export function imagePreprocess<const S extends Size, const Channels extends ImageChannels>(
  options: ImagePreprocessOptions<S, Channels>,
): ImagePreprocess<S, Channels> {
  checkOptions('imagePreprocess', options, {
    ...resizeChecks,
    channels: is.oneOf(1, 3, 4),
  });
  const { channels, ...resizing } = options;
  const pixels: AnyParticle = input({
    shape: ['...lead', 'height', 'width', channels],
    dtype: 'float32',
    range: [0, 255],
    layout: 'NHWC',
    meaning: imageMeanings[channels],
  });
  const steps = chain([pixels, resize(resizing), rescale({ from: [0, 255], to: [0, 1] })]);
  return steps as ImagePreprocess<S, Channels>;
}
