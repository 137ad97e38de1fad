import {
  chain,
  checkOptions,
  is,
  optional,
  perItem,
  type AnyParticle,
  type Particle,
} from '@sora-particles/combinator-core';
import { decodeChecks, decodeImage, type DecodeImageOptions } from '../decode/decode-image.ts';
import type { ImageChannels, ImageMeanings } from '../internal/channels.ts';
import type { NamedOptions } from '../internal/named.ts';
import type { Size } from '../geometry/resample.ts';
import { resize, resizeChecks, type ResizeOptions } from '../geometry/resize.ts';

/** Options of {@link imageFromBytes}: those of `decodeImage` and `resize`. */
export interface ImageFromBytesOptions<
  S extends Size = Size,
  Channels extends ImageChannels = ImageChannels,
  Name extends string = string,
>
  extends
    NamedOptions<Name>,
    Omit<ResizeOptions<S>, 'name'>,
    Omit<DecodeImageOptions<Channels>, 'name'> {}

/** Made by {@link imageFromBytes}. */
export interface ImageFromBytes<
  Name extends string = string,
  S extends Size = Size,
  Channels extends ImageChannels = ImageChannels,
> extends Particle<
  Name,
  {
    readonly x: {
      readonly value: 'bytes';
      readonly meaning: 'image';
      readonly shape: readonly ['batch'];
    };
  },
  {
    readonly y: {
      readonly shape: readonly ['batch', S[0], S[1], Channels];
      readonly dtype: 'float32';
      readonly range: readonly [0, 255];
      readonly layout: 'NHWC';
      readonly meaning: ImageMeanings[Channels];
    };
  },
  readonly []
> {}

/**
 * Image files to a batch of pixels: {@link decodeImage}, then {@link resize}, for each file of a list by
 * itself (`perItem`), so that files of different sizes become one batch. Put in front of a recogniser
 * and saved with it, this is what makes training and serving see the same pixels.
 *
 * Input `x`: a list of bytes. Output `y`: float32 `[batch, size[0], size[1], channels]`, range [0, 255],
 * NHWC, meaning by channels. Runs on the host.
 *
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid`, `name-invalid`; at
 *   the call `decode-failed` as {@link decodeImage}, `data-empty` for an empty list.
 *
 * @example
 * ```ts
 * import { compose } from '@sora-particles/combinator-core';
 * import { rescale } from '@sora-particles/combinator-core/elementary';
 * import { imageFromBytes } from '@sora-particles/image-preprocess';
 *
 * const preprocess = compose(imageFromBytes({ size: [28, 28], channels: 1 })).to(rescale(1 / 255));
 * ```
 */
export function imageFromBytes<
  const S extends Size,
  const Channels extends ImageChannels = 3,
  const Name extends string = 'imageFromBytes',
>(options: ImageFromBytesOptions<S, Channels, Name>): ImageFromBytes<Name, S, Channels> {
  checkOptions('imageFromBytes', options, {
    ...resizeChecks,
    ...decodeChecks,
    name: optional(is.string),
  });
  const { name = 'imageFromBytes' as Name, size, method, antialias, ...decoding } = options;
  const steps = chain([
    decodeImage(decoding),
    resize({ size, ...(method && { method }), ...(antialias !== undefined && { antialias }) }),
  ]);
  const particle: AnyParticle = perItem(steps, { name });
  return particle as ImageFromBytes<Name, S, Channels>;
}
