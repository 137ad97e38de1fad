import {
  characterClasses,
  CONTROL,
  LETTER,
  MARK,
  NUMBER,
  OTHER,
  SPACE,
} from '../../src/text/unicode/character-class.ts';
import { UNICODE_VERSION } from '../../src/text/unicode/character-class-table.ts';
import { wellFormed } from '../../src/text/unicode/well-formed.ts';

/** What the Unicode of this host says, of characters that it knows. */
function classOnHost(character: string): number {
  if (/\p{White_Space}/u.test(character)) return SPACE;
  if (/\p{L}/u.test(character)) return LETTER;
  if (/\p{N}/u.test(character)) return NUMBER;
  return /\p{M}/u.test(character) ? MARK : OTHER;
}

test('the table says of every character what Unicode says', () => {
  const classes = characterClasses();
  const isSameVersion = process.versions['unicode'] === UNICODE_VERSION;
  const wrong: string[] = [];
  for (let codePoint = 0; codePoint < 0x110000; codePoint++) {
    if (classes[codePoint] === CONTROL) continue;
    const character = String.fromCodePoint(codePoint);
    const isUnknown = /\p{Cn}/u.test(character) || classes[codePoint] === OTHER;
    // Another version may know more, or fewer.
    if (!isSameVersion && isUnknown) continue;
    if (classes[codePoint] !== classOnHost(character)) wrong.push(codePoint.toString(16));
  }
  expect(wrong).toEqual([]);
});

test('characters that only control are neither letters nor marks', () => {
  const classes = characterClasses();
  const wrong = Array.from(classes.keys()).filter(
    (codePoint) =>
      classes[codePoint] === CONTROL &&
      !/[\p{Cc}\p{Cf}\p{Cn}]/u.test(String.fromCodePoint(codePoint)),
  );
  expect(wrong).toEqual([]);
});

test.each([
  ['\ud800', '\ufffd'],
  ['\udc00\ud800', '\ufffd\ufffd'],
  ['a\ud83db', 'a\ufffdb'],
  ['😀', '😀'],
  ['\ud83d\ud83d\ude00', '\ufffd😀'],
  ['', ''],
])('halves of surrogate pairs are replaced: %j', (text, expected) => {
  expect(wellFormed(text)).toBe(expected);
  // As UTF-8 does it.
  expect(new TextDecoder().decode(new TextEncoder().encode(text))).toBe(expected);
});
