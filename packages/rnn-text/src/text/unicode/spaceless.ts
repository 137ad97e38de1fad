/**
 * Blocks of scripts that are written without spaces between words: Han, kana, bopomofo, Thai, Lao, Myanmar
 * and Khmer. Blocks and not scripts, because they do not change with the version of Unicode.
 */
const BLOCKS = [
  [0x0e00, 0x0eff],
  [0x1000, 0x109f],
  [0x1780, 0x17ff],
  [0x2e80, 0x2fdf],
  [0x3005, 0x3007],
  [0x3021, 0x312f],
  [0x31a0, 0x31bf],
  [0x31f0, 0x31ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa9e0, 0xa9ff],
  [0xaa60, 0xaa7f],
  [0xf900, 0xfaff],
  [0xff66, 0xff9f],
  [0x16fe0, 0x18fff],
  [0x1aff0, 0x1b16f],
  [0x20000, 0x3ffff],
] as const;

/** Whether a letter is of a script without spaces, and so a token by itself. */
export function isSpaceless(codePoint: number): boolean {
  if (codePoint < 0x0e00) return false;
  for (const [first, last] of BLOCKS) {
    if (codePoint < first) return false;
    if (codePoint <= last) return true;
  }
  return false;
}
