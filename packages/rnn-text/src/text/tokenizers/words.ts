import {
  characterClasses,
  CONTROL,
  LETTER,
  MARK,
  NUMBER,
  OTHER,
  SPACE,
} from '../unicode/character-class.ts';
import { isSpaceless } from '../unicode/spaceless.ts';
import { wellFormed } from '../unicode/well-formed.ts';

const APOSTROPHE = 0x27;
const RIGHT_QUOTE = 0x2019;
const UNDERSCORE = 0x5f;
const ZERO_WIDTH_NON_JOINER = 0x200c;
const ZERO_WIDTH_JOINER = 0x200d;

/**
 * The words of a text, in one pass:
 *
 * - a run of letters, numbers, marks and `_` is a word, an apostrophe between two letters included;
 * - a letter of a script that is written without spaces (Han, kana, Thai ...) is a word by itself;
 * - any other visible character is one too: `!!` are two. Emoji keep their skin tone, their variation
 *   selector and what a joiner ties to them; flags are pairs;
 * - white space, control characters and marks of direction only separate.
 */
export function splitWords(given: string): string[] {
  const text = wellFormed(given);
  const classes = characterClasses();
  const words: string[] = [];
  let at = 0;
  while (at < text.length) {
    const first = text.codePointAt(at) ?? 0;
    const kind = classes[first] ?? OTHER;
    const start = at;
    at += widthOf(first);
    if (kind === SPACE || kind === CONTROL) continue;
    const isWord = kind === LETTER || kind === NUMBER || kind === MARK || first === UNDERSCORE;
    if (kind === LETTER && isSpaceless(first)) at = skipMarks(text, at, classes);
    else if (isWord) at = endOfWord(text, at, classes);
    else at = endOfSymbol(text, at, first, classes);
    words.push(text.slice(start, at));
  }
  return words;
}

function widthOf(codePoint: number): number {
  return codePoint > 0xffff ? 2 : 1;
}

function isJoiner(codePoint: number): boolean {
  return codePoint === ZERO_WIDTH_JOINER || codePoint === ZERO_WIDTH_NON_JOINER;
}

/** Over marks and joiners, which belong to what is before them. */
function skipMarks(text: string, from: number, classes: Uint8Array): number {
  let at = from;
  while (at < text.length) {
    const next = text.codePointAt(at) ?? 0;
    if (classes[next] !== MARK && !isJoiner(next)) return at;
    at += widthOf(next);
  }
  return at;
}

function endOfWord(text: string, from: number, classes: Uint8Array): number {
  let at = from;
  while (at < text.length) {
    const next = text.codePointAt(at) ?? 0;
    const kind = classes[next];
    if (kind === LETTER && isSpaceless(next)) return at;
    if (kind === LETTER || kind === NUMBER || kind === MARK || next === UNDERSCORE) {
      at += widthOf(next);
    } else if (isJoiner(next)) {
      at++;
    } else if (next === APOSTROPHE || next === RIGHT_QUOTE) {
      if (!isLetterAt(text, at + 1, classes) || !endsInLetter(text, at, classes)) return at;
      at++;
    } else {
      return at;
    }
  }
  return at;
}

function isLetterAt(text: string, at: number, classes: Uint8Array): boolean {
  const codePoint = text.codePointAt(at);
  return codePoint !== undefined && classes[codePoint] === LETTER && !isSpaceless(codePoint);
}

/** Whether what stands before `end` is a letter, or a mark, which follows one. */
function endsInLetter(text: string, end: number, classes: Uint8Array): boolean {
  const low = text.charCodeAt(end - 1);
  const isLow = low >= 0xdc00 && low <= 0xdfff;
  const before = isLow ? (text.codePointAt(end - 2) ?? 0) : low;
  return classes[before] === LETTER || classes[before] === MARK;
}

function isRegionalIndicator(codePoint: number): boolean {
  return codePoint >= 0x1f1e6 && codePoint <= 0x1f1ff;
}

function isSkinTone(codePoint: number): boolean {
  return codePoint >= 0x1f3fb && codePoint <= 0x1f3ff;
}

function isTag(codePoint: number): boolean {
  return codePoint >= 0xe0020 && codePoint <= 0xe007f;
}

function endOfSymbol(text: string, from: number, first: number, classes: Uint8Array): number {
  let at = from;
  if (isRegionalIndicator(first) && isRegionalIndicator(text.codePointAt(at) ?? 0)) at += 2;
  while (at < text.length) {
    const next = text.codePointAt(at) ?? 0;
    if (classes[next] === MARK || isSkinTone(next) || isTag(next)) {
      at += widthOf(next);
    } else if (next === ZERO_WIDTH_JOINER) {
      at++;
      const joined = text.codePointAt(at);
      if (joined !== undefined && classes[joined] === OTHER) at += widthOf(joined);
    } else {
      return at;
    }
  }
  return at;
}
