import {
  checkOptions,
  defineParticle,
  is,
  leafKind,
  optional,
  type OptionCheck,
  type Particle,
} from '@sora-particles/combinator-core';
import { tensor3d } from '@tensorflow/tfjs-core';
import { imageMeanings, type ImageChannels, type ImageMeanings } from '../internal/channels.ts';
import type { NamedOptions } from '../internal/named.ts';
import { sniffFormat } from './format.ts';
import { decodeJpeg } from './jpeg/decode-jpeg.ts';
import { toChannels } from './pixels.ts';
import { decodePng } from './png/decode-png.ts';

/** Options of {@link decodeImage}. */
export interface DecodeImageOptions<
  Channels extends ImageChannels = ImageChannels,
  Name extends string = string,
> extends NamedOptions<Name> {
  /** 1 (gray), 3 (red, green, blue) or 4 (and alpha); files of another kind are converted. Default 3. */
  readonly channels?: Channels;
  /**
   * The colour behind transparent pixels, red, green and blue from 0 to 255. Left out, alpha is
   * dropped without blending, as TensorFlow does: what a drawing program stores under transparent
   * pixels shows up, often black.
   */
  readonly background?: readonly [red: number, green: number, blue: number];
  /** Files with more pixels are refused before any are decoded. Default 50 million. */
  readonly maxPixels?: number;
}

const isByte: OptionCheck = (value) =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 255
    ? undefined
    : 'integers from 0 to 255';

/** Checks of what decoding takes, for all factories that decode. */
export const decodeChecks = {
  channels: optional(is.oneOf(1, 3, 4)),
  background: optional(is.arrayOf(isByte, 3)),
  maxPixels: optional(is.positiveInteger),
};

/** Made by {@link decodeImage}. */
export interface DecodeImage<
  Name extends string = string,
  Channels extends ImageChannels = ImageChannels,
> extends Particle<
  Name,
  { readonly x: { readonly value: 'bytes'; readonly meaning: 'image' } },
  {
    readonly y: {
      readonly shape: readonly [null, null, Channels];
      readonly dtype: 'float32';
      readonly range: readonly [0, 255];
      readonly layout: 'NHWC';
      readonly meaning: ImageMeanings[Channels];
    };
  },
  readonly []
> {}

/**
 * Decodes one PNG or JPEG file to pixels: the same bits in Node, browsers and workers, as both
 * decoders are plain JavaScript on whole numbers. The format is told by the first bytes.
 * `tf.io.decode_image`, Pillow `Image.open`.
 *
 * Input `x`: bytes of one file. Output `y`: float32 `[height, width, channels]`, whole numbers in
 * [0, 255], NHWC, meaning `'image/grayscale'`, `'image/rgb'` or `'image/rgba'`. float32 and not
 * int32, which takes as many bytes, because every particle behind it computes with float32. Runs on
 * the host; `perItem` lifts it to lists of files.
 *
 * PNG: all colour types and bit depths, palettes, transparency, interlacing; 16-bit samples keep
 * their higher 8 bits. JPEG: baseline and progressive, gray, colour, CMYK; 8 bits. Colour profiles,
 * gamma and the orientation in the camera's data (Exif) are ignored, as by TensorFlow and Pillow.
 * Colour becomes gray by ITU-R BT.601 luma, rounded.
 *
 * @throws ParticleError `option-unknown`, `option-invalid`, `name-invalid`; at the call
 *   `decode-failed` for a file that is empty, cut off, corrupted, too large or of another format.
 *
 * @example
 * ```ts
 * import { decodeImage } from '@sora-particles/image-preprocess';
 *
 * const decode = decodeImage({ channels: 1 });
 * ```
 */
export function decodeImage<
  const Channels extends ImageChannels = 3,
  const Name extends string = 'decodeImage',
>(options: DecodeImageOptions<Channels, Name> = {}): DecodeImage<Name, Channels> {
  checkOptions('decodeImage', options, { ...decodeChecks, name: optional(is.string) });
  const { background, maxPixels = 50_000_000, name = 'decodeImage' as Name } = options;
  // Widened, as the compiler cannot tell whether a generic output is a tensor.
  const channels: ImageChannels = options.channels ?? 3;
  const particle = defineParticle({
    kind: 'image-preprocess/decodeImage@1',
    name,
    config: { channels, maxPixels, ...(background !== undefined && { background }) },
    input: { x: { value: 'bytes', meaning: 'image' } },
    output: {
      y: {
        shape: [null, null, channels],
        dtype: 'float32',
        range: [0, 255],
        layout: 'NHWC',
        meaning: imageMeanings[channels],
      },
    },
    traits: { host: true, differentiable: false },
    run: (_context, { x }) => {
      const decode = { png: decodePng, jpeg: decodeJpeg }[sniffFormat(x)];
      const pixels = decode(x, maxPixels);
      const values = toChannels(pixels, channels, background ?? null);
      return { outputs: { y: tensor3d(values, [pixels.height, pixels.width, channels]) } };
    },
  });
  return particle as DecodeImage<Name, Channels>;
}

/** Registry entry of {@link decodeImage}. */
export const decodeImageKind = leafKind(
  'image-preprocess/decodeImage@1',
  decodeImage<ImageChannels, string>,
);
