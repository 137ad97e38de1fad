import { Unzlib } from 'fflate';
import { decodeFailure } from '../failure.ts';

/**
 * Deflate cannot do better than 258 bytes for two bits: a file that promises more than 1032 times
 * what it holds is cut off, or made to exhaust memory.
 */
const BEST_RATIO = 1032;

/**
 * The inflater gets this much at a time, so that what one call can blow up (x 1032) stays small
 * before the total is looked at.
 */
const SLICE = 16_384;

/**
 * Inflates the joined parts of a zlib stream to exactly `size` bytes; what the stream holds beyond
 * them is not inflated.
 *
 * @throws ParticleError `decode-failed` when the stream is invalid or holds less.
 */
export function inflate(parts: readonly Uint8Array[], size: number): Uint8Array {
  const stream = joined(parts);
  if (stream.length * BEST_RATIO < size) {
    throw tooShort(size, `${String(stream.length)} compressed bytes`);
  }
  const result = new Uint8Array(size);
  let filled = 0;
  const inflater = new Unzlib((piece) => {
    result.set(piece.subarray(0, size - filled), filled);
    filled = Math.min(size, filled + piece.length);
  });
  try {
    for (let at = 0; at < stream.length && filled < size; at += SLICE) {
      inflater.push(stream.subarray(at, at + SLICE));
    }
  } catch (cause) {
    throw decodeFailure('the PNG file is corrupted: its pixels cannot be decompressed', { cause });
  }
  if (filled < size) throw tooShort(size, `${String(filled)} bytes`);
  return result;
}

function tooShort(size: number, found: string) {
  return decodeFailure('the PNG file holds fewer pixels than its header says', {
    expected: `${String(size)} bytes of pixels`,
    found,
  });
}

/** One stream of its parts: inflating them one by one would cost 32 kB of copying for each. */
function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  const stream = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    stream.set(part, at);
    at += part.length;
  }
  return stream;
}
