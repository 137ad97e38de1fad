import { decodeFailure } from '../failure.ts';
import type { Segment } from './segments.ts';

/** What the frame header (SOF) says. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  /** Names of the components in order: one for gray, three for colour, four for CMYK. */
  readonly ids: readonly number[];
  /** Blocks of 8 x 8 samples over all components. */
  readonly blocks: number;
}

/** The encodings that jpeg-js decodes: baseline, extended sequential and progressive, Huffman coded. */
const DECODED = [0xc0, 0xc1, 0xc2];

/** Reads and checks a frame header. */
export function readFrame({ marker, data }: Segment): Frame {
  if (!DECODED.includes(marker)) {
    throw decodeFailure('this kind of JPEG file is not read', {
      expected: 'baseline or progressive, Huffman coded',
      found: `${marker === 0xc3 ? 'lossless' : marker >= 0xc9 ? 'arithmetic coded' : 'hierarchical'} (SOF${String(marker - 0xc0)})`,
      remedy: 'convert it to baseline JPEG or PNG',
    });
  }
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const count = data[5];
  if (count === undefined || data.length !== 6 + 3 * count) {
    throw decodeFailure('the JPEG file is corrupted: its header (SOF) has a wrong length');
  }
  if (![1, 3, 4].includes(count)) {
    throw decodeFailure('a JPEG file with this number of components is not read', {
      expected: '1 (gray), 3 (colour) or 4 (CMYK)',
      found: String(count),
    });
  }
  if (data[0] !== 8) {
    throw decodeFailure('a JPEG file of this precision is not read', {
      expected: '8 bits per sample',
      found: `${String(data[0])} bits per sample`,
    });
  }
  const components = Array.from({ length: count }, (_, i) => {
    const sampling = view.getUint8(7 + 3 * i);
    return { id: view.getUint8(6 + 3 * i), across: sampling >> 4, down: sampling & 15 };
  });
  if (components.some(({ across, down }) => across < 1 || across > 4 || down < 1 || down > 4)) {
    throw decodeFailure('the JPEG file is corrupted: a component has no valid sampling factor', {
      expected: 'from 1 to 4',
    });
  }
  const [height, width] = [view.getUint16(1), view.getUint16(3)];
  const across = Math.max(...components.map((component) => component.across));
  const down = Math.max(...components.map((component) => component.down));
  const blocks = components.reduce(
    (sum, component) =>
      sum +
      Math.ceil((width * component.across) / across / 8) *
        Math.ceil((height * component.down) / down / 8),
    0,
  );
  return { width, height, ids: components.map(({ id }) => id), blocks };
}
