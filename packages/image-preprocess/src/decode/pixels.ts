import { decodeFailure } from './failure.ts';

/**
 * A decoded image: 8 bits a sample, rows from the top, samples of a pixel next to each other: gray
 * (1), gray and alpha (2), red, green and blue (3), or these and alpha (4).
 */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly samples: 1 | 2 | 3 | 4;
  readonly data: Uint8Array;
}

/** Refuses a size that no image has, or that is larger than the caller allows, before anything is allocated. */
export function checkSize(format: string, width: number, height: number, maxPixels: number): void {
  if (width === 0 || height === 0) {
    throw decodeFailure(`the ${format} file has no pixels`, {
      expected: 'a height and width of at least 1',
      found: `height ${String(height)}, width ${String(width)}`,
    });
  }
  if (width * height > maxPixels) {
    throw decodeFailure(`the ${format} image is larger than allowed`, {
      expected: `at most ${String(maxPixels)} pixels`,
      found: `height ${String(height)} x width ${String(width)} = ${String(width * height)} pixels`,
      remedy: 'raise `maxPixels` if such images are to be read',
    });
  }
}

/** Where and how alpha is treated: dropped (`null`), or blended over a colour. */
export type Background = readonly [red: number, green: number, blue: number] | null;

/**
 * The values of an image with 1, 3 or 4 channels, in [0, 255]. Gray is spread over red, green and
 * blue; colour becomes gray by the luma of ITU-R BT.601 in the integer arithmetic of Pillow
 * (`convert('L')`), which is the same on every machine.
 */
export function toChannels(
  pixels: Pixels,
  channels: 1 | 3 | 4,
  background: Background,
): Float32Array {
  const { width, height, samples, data } = pixels;
  const colour = samples >= 3;
  const opaque = samples === 1 || samples === 3;
  const values = new Float32Array(width * height * channels);
  for (let from = 0, to = 0; to < values.length; from += samples, to += channels) {
    let red = data[from] as number;
    let green = colour ? (data[from + 1] as number) : red;
    let blue = colour ? (data[from + 2] as number) : red;
    const alpha = opaque ? 255 : (data[from + samples - 1] as number);
    if (background !== null && alpha !== 255) {
      red = blend(red, background[0], alpha);
      green = blend(green, background[1], alpha);
      blue = blend(blue, background[2], alpha);
    }
    if (channels === 1) {
      values[to] = (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;
      continue;
    }
    values[to] = red;
    values[to + 1] = green;
    values[to + 2] = blue;
    if (channels === 4) values[to + 3] = background === null ? alpha : 255;
  }
  return values;
}

function blend(over: number, under: number, alpha: number): number {
  return Math.round((over * alpha + under * (255 - alpha)) / 255);
}
