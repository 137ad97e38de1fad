import { isSpaceless } from '../unicode/spaceless.ts';

const NO_SPACE_BEFORE = new Set(Array.from('.,!?;:%)]}»”’…、。，．！？；：）】》」』'));
const NO_SPACE_AFTER = new Set(Array.from('([{«“‘¿¡（【《「『'));

/**
 * Words as a text that people can read: spaces between them, but none before a closing mark, after an
 * opening one, or between characters of scripts that have none. What stood between words is not known.
 */
export function joinWords(words: readonly string[]): string {
  let text = '';
  let before = '';
  for (const word of words) {
    if (text !== '' && needsSpace(before, word)) text += ' ';
    text += word;
    before = word;
  }
  return text;
}

function needsSpace(before: string, after: string): boolean {
  if (NO_SPACE_BEFORE.has(after) || NO_SPACE_AFTER.has(before)) return false;
  return !(standsClose(before) && standsClose(after));
}

function standsClose(word: string): boolean {
  return isSpaceless(word.codePointAt(0) ?? 0) || /^[\u3001-\u301f\uff00-\uff65]/.test(word);
}
