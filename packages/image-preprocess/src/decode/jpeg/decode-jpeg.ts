import { decode } from 'jpeg-js';
import { decodeFailure } from '../failure.ts';
import type { Pixels } from '../pixels.ts';
import { readLayout } from './layout.ts';

/**
 * Decodes a JPEG file (ITU-T T.81): baseline and progressive, gray, colour and CMYK. The pixels are
 * those of jpeg-js, which computes with integers and rounds alike everywhere; decoders that smooth
 * chroma (libjpeg) differ by a few levels. The orientation in the camera's data (Exif) is not
 * applied, as by TensorFlow and Pillow.
 *
 * @throws ParticleError `decode-failed`.
 */
export function decodeJpeg(file: Uint8Array, maxPixels: number): Pixels {
  const layout = readLayout(file, maxPixels);
  try {
    const { width, height, data } = decode(file.subarray(0, layout.end), {
      useTArray: true,
      formatAsRGBA: false,
      colorTransform: layout.lumaAndChroma,
      // The size has been checked already. jpeg-js needs some 20 bytes a pixel, and up to 16 times
      // that for very narrow images whose rows are padded.
      maxResolutionInMP: Infinity,
      maxMemoryUsageInMB: 64 + (maxPixels * 32) / 2 ** 20,
    });
    return { width, height, samples: 3, data };
  } catch (cause) {
    throw decodeFailure('the JPEG file is corrupted: its pixels cannot be decoded', {
      found: cause instanceof Error ? cause.message : String(cause),
      cause,
    });
  }
}
