import { CHARACTER_CLASSES } from './character-class-table.ts';

/** A letter, of whatever script. */
export const LETTER = 1;
/** A digit, or another number. */
export const NUMBER = 2;
/** An accent, vowel sign or variation selector that belongs to the character before it. */
export const MARK = 3;
/** White space: Unicode's `White_Space`, which has not changed since version 6.3. */
export const SPACE = 4;
/** Control characters, and format characters that say nothing by themselves; no joiners. */
export const CONTROL = 5;
/** Punctuation, symbols, and whatever was not assigned in the version of the table. */
export const OTHER = 0;

const CLASS_OF_LETTER: Readonly<Record<string, number>> = {
  L: LETTER,
  N: NUMBER,
  M: MARK,
  _: OTHER,
};

const SPACES = [
  [0x09, 0x0d],
  [0x20, 0x20],
  [0x85, 0x85],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
] as const;

const CONTROLS = [
  [0x00, 0x08],
  [0x0e, 0x1f],
  [0x7f, 0x84],
  [0x86, 0x9f],
  [0xad, 0xad],
  [0x061c, 0x061c],
  [0x180e, 0x180e],
  [0x200b, 0x200b],
  [0x200e, 0x200f],
  [0x202a, 0x202e],
  [0x2060, 0x206f],
  [0xfeff, 0xfeff],
  [0xfff9, 0xfffb],
  [0xe0001, 0xe0001],
] as const;

let table: Uint8Array | undefined;

/**
 * The class of every code point, from a table of our own: `\p{L}` and `Intl.Segmenter` know as much as the
 * Unicode of the host, and the same text would have other tokens there.
 */
export function characterClasses(): Uint8Array {
  if (table !== undefined) return table;
  const classes = new Uint8Array(0x110000);
  let at = 0;
  for (const [, letter = '', length = ''] of CHARACTER_CLASSES.matchAll(/([LNM_])([0-9a-z]+)/g)) {
    const end = at + Number.parseInt(length, 36);
    classes.fill(CLASS_OF_LETTER[letter] ?? OTHER, at, end);
    at = end;
  }
  for (const [first, last] of SPACES) classes.fill(SPACE, first, last + 1);
  for (const [first, last] of CONTROLS) classes.fill(CONTROL, first, last + 1);
  table = classes;
  return classes;
}
