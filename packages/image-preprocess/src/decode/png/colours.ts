import { decodeFailure } from '../failure.ts';
import type { Chunk } from './chunks.ts';
import type { PngHeader } from './header.ts';

/** Stored samples of a row, `channels` to a pixel. */
type Samples = Uint8Array | Uint16Array;

/** How stored samples become 8-bit ones. */
export interface Colours {
  /** Samples per pixel of the result. */
  readonly samples: 1 | 2 | 3 | 4;
  /** Writes the pixels of `row` from position `to` on, each `step` after the one before. */
  readonly write: (row: Samples, result: Uint8Array, to: number, step: number) => void;
}

/**
 * Palettes are resolved and transparency (tRNS) becomes an alpha sample. Samples of fewer than 8
 * bits are spread over 0 to 255; of 16 bits the higher 8 stay, as in TensorFlow and Pillow.
 */
export function coloursOf(
  header: PngHeader,
  palette: Chunk | undefined,
  transparency: Chunk | undefined,
): Colours {
  if (header.indexed) return indexed(palette, transparency);
  return transparency === undefined || header.hasAlpha
    ? direct(header)
    : withClearColour(header, transparency);
}

/** What turns a sample into one of 8 bits. The factors 255, 85, 17 and 1 are whole numbers. */
function toByte(depth: number): (sample: number) => number {
  if (depth === 16) return (sample) => sample >> 8;
  const factor = 255 / (2 ** depth - 1);
  return (sample) => sample * factor;
}

function direct({ channels, depth }: PngHeader): Colours {
  const convert = toByte(depth);
  return {
    samples: channels,
    write(row, result, to, step) {
      if (depth === 8 && step === channels) {
        result.set(row, to);
        return;
      }
      for (let from = 0; from < row.length; from += channels, to += step) {
        for (let c = 0; c < channels; c++) result[to + c] = convert(row[from + c] as number);
      }
    },
  };
}

/** One colour, compared before samples are shortened, is fully transparent. */
function withClearColour({ channels, depth }: PngHeader, { data }: Chunk): Colours {
  if (data.length !== 2 * channels) {
    throw decodeFailure('the PNG file is corrupted: its transparency (tRNS) has a wrong length', {
      expected: `${String(2 * channels)} bytes`,
      found: `${String(data.length)} bytes`,
    });
  }
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const clear = Array.from({ length: channels }, (_, c) => view.getUint16(2 * c));
  const convert = toByte(depth);
  return {
    samples: channels === 1 ? 2 : 4,
    write(row, result, to, step) {
      for (let from = 0; from < row.length; from += channels, to += step) {
        let matches = true;
        for (let c = 0; c < channels; c++) {
          const sample = row[from + c] as number;
          matches &&= sample === clear[c];
          result[to + c] = convert(sample);
        }
        result[to + channels] = matches ? 0 : 255;
      }
    },
  };
}

function indexed(palette: Chunk | undefined, transparency: Chunk | undefined): Colours {
  const colours = palette?.data ?? new Uint8Array();
  if (colours.length === 0 || colours.length % 3 !== 0 || colours.length > 768) {
    throw decodeFailure('the PNG file is corrupted: it has no valid palette (PLTE)', {
      expected: 'from 1 to 256 colours of 3 bytes',
      found: palette === undefined ? 'no palette' : `${String(colours.length)} bytes`,
    });
  }
  const alpha = transparency?.data;
  return {
    samples: alpha === undefined ? 3 : 4,
    write(row, result, to, step) {
      for (const index of row) {
        if (3 * index >= colours.length) {
          throw decodeFailure('the PNG file is corrupted: a pixel is not in the palette', {
            expected: `an index below ${String(colours.length / 3)}`,
            found: String(index),
          });
        }
        result.set(colours.subarray(3 * index, 3 * index + 3), to);
        if (alpha !== undefined) result[to + 3] = alpha[index] ?? 255;
        to += step;
      }
    },
  };
}
