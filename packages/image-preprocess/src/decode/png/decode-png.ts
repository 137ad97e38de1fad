import { decodeFailure } from '../failure.ts';
import type { Pixels } from '../pixels.ts';
import { type Chunk, chunksOf, isCritical } from './chunks.ts';
import { coloursOf } from './colours.ts';
import { type PngHeader, readHeader } from './header.ts';
import { inflate } from './inflate.ts';
import { passesOf, storedBytes } from './passes.ts';
import { samplesOf } from './samples.ts';
import { unfilterRow } from './unfilter.ts';

/**
 * Decodes a PNG file (W3C recommendation, third edition): all colour types and bit depths, palettes,
 * transparency, Adam7. An animation gives its first image. Gamma and colour profiles are ignored,
 * as by TensorFlow and Pillow.
 *
 * Written here, on fflate's inflate, because no library that we found does all of it: fast-png 8 is
 * an ES module only, cannot read interlaced images below 8 bits and inflates without a
 * limit; pngjs 7 needs Node's zlib and streams.
 *
 * @throws ParticleError `decode-failed`.
 */
export function decodePng(file: Uint8Array, maxPixels: number): Pixels {
  const parts = readParts(file, maxPixels);
  const { width, height, depth, channels } = parts.header;
  const colours = coloursOf(parts.header, parts.palette, parts.transparency);
  const passes = passesOf(parts.header);
  const stored = inflate(parts.compressed, storedBytes(passes));
  const data = new Uint8Array(width * height * colours.samples);
  const distance = Math.max(1, (depth * channels) >> 3);
  let offset = 0;
  for (const pass of passes) {
    let above: Uint8Array = new Uint8Array(pass.rowBytes);
    for (let y = 0; y < pass.height; y++) {
      const row = stored.subarray(offset + 1, offset + 1 + pass.rowBytes);
      unfilterRow(stored[offset] as number, row, above, distance);
      const pixel = (pass.top + y * pass.stepY) * width + pass.left;
      const samples = samplesOf(row, depth, pass.width * channels);
      colours.write(samples, data, pixel * colours.samples, pass.stepX * colours.samples);
      above = row;
      offset += 1 + pass.rowBytes;
    }
  }
  return { width, height, samples: colours.samples, data };
}

interface Parts {
  readonly header: PngHeader;
  readonly palette: Chunk | undefined;
  readonly transparency: Chunk | undefined;
  readonly compressed: readonly Uint8Array[];
}

function readParts(file: Uint8Array, maxPixels: number): Parts {
  let header: PngHeader | undefined;
  let palette: Chunk | undefined;
  let transparency: Chunk | undefined;
  const compressed: Uint8Array[] = [];
  for (const chunk of chunksOf(file)) {
    if (header === undefined) header = readHeader(chunk, maxPixels);
    else if (chunk.type === 'PLTE') palette ??= chunk;
    else if (chunk.type === 'tRNS') transparency ??= chunk;
    else if (chunk.type === 'IDAT') compressed.push(chunk.data);
    else if (isCritical(chunk.type) && chunk.type !== 'IEND') {
      throw decodeFailure(`the PNG file needs a chunk that is not known: ${chunk.type}`, {
        found: `byte ${String(chunk.offset)}`,
      });
    }
  }
  if (header === undefined) throw decodeFailure('the PNG file has no header (IHDR)');
  return { header, palette, transparency, compressed };
}
