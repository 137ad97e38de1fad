import fc from 'fast-check';
import { splitCharacters } from '../../src/text/tokenizers/characters.ts';
import { joinWords } from '../../src/text/tokenizers/join-words.ts';
import { splitWords } from '../../src/text/tokenizers/words.ts';
import { hardTexts } from '../support/hard-texts.ts';
import { timeOf } from '../support/run.ts';

describe('splitWords', () => {
  test.each([
    ['', []],
    [' \n\t', []],
    ['two  words', ['two', 'words']],
    ['Stop!!', ['Stop', '!', '!']],
    ["don't l’été rock'n'roll", ["don't", 'l’été', "rock'n'roll"]],
    ["'quoted' dogs' '90s", ["'", 'quoted', "'", 'dogs', "'", "'", '90s']],
    ["a''b", ['a', "'", "'", 'b']],
    ['3.14 v2 snake_case', ['3', '.', '14', 'v2', 'snake_case']],
    ['我爱北京', ['我', '爱', '北', '京']],
    ['GPU加速2倍', ['GPU', '加', '速', '2', '倍']],
    ['タワーへ', ['タ', 'ワ', 'ー', 'へ']],
    ['か\u3099き', ['か\u3099', 'き']],
    ['한국어 텍스트', ['한국어', '텍스트']],
    ['สวัสดี', ['ส', 'วั', 'ส', 'ดี']],
    ['नमस्ते दुनिया', ['नमस्ते', 'दुनिया']],
    ['مرحبا \u200fשלום\u200e', ['مرحبا', 'שלום']],
    ['نمی\u200cخواهم', ['نمی\u200cخواهم']],
    ['e\u0301le\u0300ve', ['e\u0301le\u0300ve']],
    ['👍🏽👍', ['👍🏽', '👍']],
    ['👨‍👩‍👧‍👦!', ['👨‍👩‍👧‍👦', '!']],
    ['🇩🇪🇫🇷🇯', ['🇩🇪', '🇫🇷', '🇯']],
    ['©️☃︎', ['©️', '☃︎']],
    ['🏴󠁧󠁢󠁥󠁮󠁧󠁿x', ['🏴󠁧󠁢󠁥󠁮󠁧󠁿', 'x']],
    ['a\u0000b\u200bc\ufeffd', ['a', 'b', 'c', 'd']],
    ['x\ud800y', ['x', '\ufffd', 'y']],
    ['\u{20000}\u{2f800}', ['\u{20000}', '\u{2f800}']],
    ['\u{1d400}\u{1d401}', ['\u{1d400}\u{1d401}']],
    ['$9%', ['$', '9', '%']],
    ["O'\u{1d400}'\u{1d401}", ["O'\u{1d400}'\u{1d401}"]],
  ])('%j is %j', (text, words) => {
    expect(splitWords(text)).toEqual(words);
  });

  test('every character that is not space or control is in one word, in order', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const kept = (given: string) => given.replace(/[\p{White_Space}\p{C}]/gu, '');
        expect(kept(splitWords(text).join(''))).toBe(kept(text));
      }),
    );
    for (const text of hardTexts) {
      expect(splitWords(text).every((word) => word.length > 0 && !/\s/.test(word))).toBe(true);
    }
  });

  test('what is put together with spaces is split there again', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-zé]{1,8}$/)), (words) => {
        expect(splitWords(words.join(' '))).toEqual(words);
      }),
    );
  });
});

test('characters are code points', () => {
  expect(splitCharacters('a👍🏽é')).toEqual(['a', '👍', '🏽', 'é']);
  expect(splitCharacters('e\u0301\ud800')).toEqual(['e', '\u0301', '\ufffd']);
});

describe('joinWords', () => {
  test.each([
    [['Hello', ',', 'world', '!'], 'Hello, world!'],
    [['(', 'see', 'below', ')', '.'], '(see below).'],
    [['我', '爱', '北', '京', '。', '好'], '我爱北京。好'],
    [['I', '爱', 'you'], 'I 爱 you'],
    [[], ''],
  ])('%j is %j', (words, text) => {
    expect(joinWords(words)).toBe(text);
  });
});

test.each([
  'ab cd ',
  'a',
  '!',
  ' ',
  '我',
  "a'",
  "'",
  '\u0301',
  '👨‍',
  '🇩',
  '_',
  '\u200d',
  '\ud800',
])('a million characters of %j are split in linear time', (unit) => {
  const text = unit.repeat(Math.ceil(1e6 / unit.length));
  splitWords(text.slice(0, 1e5));
  const [small, large] = [text.slice(0, 1e5), text].map((part) => timeOf(() => splitWords(part)));
  expect(large).toBeLessThan(2000);
  expect(large).toBeLessThan(40 * (small ?? 0) + 200);
});
