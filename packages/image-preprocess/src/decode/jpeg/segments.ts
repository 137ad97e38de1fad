import { decodeFailure } from '../failure.ts';

/** A marker segment of a JPEG file. `data` is a view of the file. */
export interface Segment {
  /** The byte after 0xff. */
  readonly marker: number;
  /** Where in the file the segment begins. */
  readonly offset: number;
  /** What follows the length. */
  readonly data: Uint8Array;
  /** How many bytes of coded pixels follow (start of scan, 0xda, only). */
  readonly codedBytes: number;
  /** Where the next segment begins. */
  readonly end: number;
}

const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;

/**
 * Walks over the segments after the start of image, up to and with the end of image. Stray bytes
 * between segments are skipped, as libjpeg does.
 *
 * @throws ParticleError `decode-failed` where the file ends early.
 */
export function* segmentsOf(file: Uint8Array): Generator<Segment, void> {
  for (let offset = 2; ;) {
    offset = file.indexOf(0xff, offset);
    const marker = file[offset + 1];
    if (offset < 0 || marker === undefined) {
      throw decodeFailure('the JPEG file is cut off before its end-of-image marker', {
        found: `${String(file.length)} bytes`,
      });
    }
    if (marker === 0xff) {
      offset += 1;
      continue;
    }
    if (marker === 0 || marker === 1 || isRestart(marker)) {
      offset += 2;
      continue;
    }
    if (marker === END_OF_IMAGE) {
      yield { marker, offset, data: file.subarray(0, 0), codedBytes: 0, end: offset + 2 };
      return;
    }
    const length = ((file[offset + 2] ?? 0) << 8) | (file[offset + 3] ?? 0);
    if (offset + 4 > file.length || length > file.length - offset - 2) {
      throw decodeFailure(`the JPEG file is cut off within segment ff${marker.toString(16)}`, {
        expected: `${String(length)} bytes`,
        found: `${String(file.length - offset - 2)} bytes left at byte ${String(offset)}`,
      });
    }
    if (length < 2) {
      throw decodeFailure('the JPEG file is corrupted: a segment has no valid length', {
        found: `byte ${String(offset)}`,
      });
    }
    const data = file.subarray(offset + 4, offset + 2 + length);
    const codedFrom = offset + 2 + length;
    const end = marker === START_OF_SCAN ? endOfCoded(file, codedFrom) : codedFrom;
    yield { marker, offset, data, codedBytes: end - codedFrom, end };
    offset = end;
  }
}

/** Coded pixels end at the next marker; 0xff 0x00 stands for the byte 0xff, and restarts belong to them. */
function endOfCoded(file: Uint8Array, from: number): number {
  for (let at = file.indexOf(0xff, from); at >= 0; at = file.indexOf(0xff, at)) {
    const next = file[at + 1];
    if (next === undefined) break;
    if (next === 0xff) at += 1;
    else if (next === 0 || isRestart(next)) at += 2;
    else return at;
  }
  return file.length;
}

function isRestart(marker: number): boolean {
  return marker >= 0xd0 && marker <= 0xd7;
}
