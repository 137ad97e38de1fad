import { decodeFailure } from '../failure.ts';
import { checkSize } from '../pixels.ts';
import type { Chunk } from './chunks.ts';

/** The colour types of the PNG standard by their number. */
const COLOUR_TYPES: Readonly<
  Record<number, { channels: 1 | 2 | 3 | 4; depths: readonly number[] }>
> = {
  0: { channels: 1, depths: [1, 2, 4, 8, 16] },
  2: { channels: 3, depths: [8, 16] },
  3: { channels: 1, depths: [1, 2, 4, 8] },
  4: { channels: 2, depths: [8, 16] },
  6: { channels: 4, depths: [8, 16] },
};

/** What the chunk IHDR says. */
export interface PngHeader {
  readonly width: number;
  readonly height: number;
  /** Bits per sample. */
  readonly depth: number;
  /** Samples per pixel as stored; 1 for a palette's index. */
  readonly channels: 1 | 2 | 3 | 4;
  readonly indexed: boolean;
  /** Whether the samples hold alpha themselves. */
  readonly hasAlpha: boolean;
  /** Adam7: seven passes of ever finer pixels. */
  readonly interlaced: boolean;
}

/** Reads and checks IHDR, which must be the first chunk. */
export function readHeader(chunk: Chunk, maxPixels: number): PngHeader {
  if (chunk.type !== 'IHDR' || chunk.data.length !== 13) {
    throw decodeFailure('the PNG file is corrupted: it does not begin with a header (IHDR)', {
      found: `chunk ${chunk.type} of ${String(chunk.data.length)} bytes`,
    });
  }
  const view = new DataView(chunk.data.buffer, chunk.data.byteOffset, 13);
  const width = view.getUint32(0);
  const height = view.getUint32(4);
  const depth = view.getUint8(8);
  const colourType = view.getUint8(9);
  const kind = COLOUR_TYPES[colourType];
  if (kind === undefined || !kind.depths.includes(depth)) {
    throw decodeFailure('the PNG file is corrupted: its header names no valid colour type', {
      found: `colour type ${String(colourType)} with ${String(depth)} bits per sample`,
    });
  }
  const [compression, filter, interlace] = [
    view.getUint8(10),
    view.getUint8(11),
    view.getUint8(12),
  ];
  if (compression !== 0 || filter !== 0 || interlace > 1) {
    throw decodeFailure('the PNG file is corrupted: its header names an unknown method', {
      expected: 'compression 0, filter 0, interlace 0 or 1',
      found: `compression ${String(compression)}, filter ${String(filter)}, interlace ${String(interlace)}`,
    });
  }
  checkSize('PNG', width, height, maxPixels);
  return {
    width,
    height,
    depth,
    channels: kind.channels,
    indexed: colourType === 3,
    hasAlpha: (colourType & 4) !== 0,
    interlaced: interlace === 1,
  };
}
