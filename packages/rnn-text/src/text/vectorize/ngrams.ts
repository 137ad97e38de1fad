import { splitWords } from '../tokenizers/words.ts';
import { wellFormed } from '../unicode/well-formed.ts';

/** The least and the greatest number of units in a row that make a feature. */
export type NgramSizes = readonly [least: number, greatest: number];

/** Bytes in which units stand one after another; unit i begins at starts[i] and ends before ends[i]. */
interface Units {
  readonly bytes: Uint8Array;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

const SPACE = 0x20;
const encoder = new TextEncoder();

/** The words of a text with one space between them, as UTF-8, so that words in a row are bytes in a row. */
export function wordUnits(text: string): Units {
  // No word holds a space.
  const bytes = encoder.encode(splitWords(text).join(' '));
  const starts: number[] = [];
  const ends: number[] = [];
  for (let at = 0; at < bytes.length; at++) {
    if (at === 0 || bytes[at - 1] === SPACE) starts.push(at);
    if (at + 1 === bytes.length || bytes[at + 1] === SPACE) {
      if (bytes[at] !== SPACE) ends.push(at + 1);
    }
  }
  return { bytes, starts, ends };
}

/** The code points of a text as UTF-8. */
export function characterUnits(text: string): Units {
  const bytes = encoder.encode(wellFormed(text));
  const starts: number[] = [];
  for (let at = 0; at < bytes.length; at++) {
    // All bytes of a character but the first begin with the bits 10.
    if (((bytes[at] ?? 0) & 0xc0) !== 0x80) starts.push(at);
  }
  return {
    bytes,
    starts,
    ends: [...starts.slice(1), ...(starts.length > 0 ? [bytes.length] : [])],
  };
}

/** Calls `visit` with the bytes of every run of units of the given sizes. */
export function forEachNgram(
  { bytes, starts, ends }: Units,
  [least, greatest]: NgramSizes,
  visit: (bytes: Uint8Array, start: number, end: number) => void,
): void {
  for (let first = 0; first < starts.length; first++) {
    for (let size = least; size <= greatest; size++) {
      const end = ends[first + size - 1];
      if (end === undefined) break;
      visit(bytes, starts[first] as number, end);
    }
  }
}
