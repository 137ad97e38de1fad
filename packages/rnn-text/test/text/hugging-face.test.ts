import '@tensorflow/tfjs-backend-cpu';
import { huggingFaceVocabulary, textCoder, tokenize, type Vocabulary } from '../../src/index.ts';
import { KNOWN_PATTERNS } from '../../src/text/hugging-face/patterns.ts';
import { golden } from '../support/golden.ts';
import { hardTexts } from '../support/hard-texts.ts';
import { failure, run } from '../support/run.ts';

interface GoldenFile {
  readonly name: string;
  readonly json: string;
  readonly rows: readonly {
    readonly text: string;
    readonly ids: number[];
    readonly withSpecial?: number[];
    readonly decoded: string;
  }[];
}

const files = golden('tokenizers') as readonly GoldenFile[];
const fileNamed = (part: string): GoldenFile => files.find(({ name }) => name.includes(part))!;
const open = (json: string): Vocabulary => huggingFaceVocabulary({ name: 'file', json });

describe('gives what the Rust implementation gives', () => {
  test.each(files.map((file) => ({ file })))('$file.name', async ({ file: { json, rows } }) => {
    const { encode, decode } = await textCoder(open(json));
    expect(rows.length).toBeGreaterThan(10);
    for (const { text, ids, decoded } of rows) {
      expect({ text, ids: encode(text) }).toEqual({ text, ids });
      expect({ text, decoded: decode(ids) }).toEqual({ text, decoded });
    }
  });

  test('start and end are what the post-processor of a file adds', async () => {
    const { json, rows } = fileNamed('BERT');
    const special = { padding: '[PAD]', start: '[CLS]', end: '[SEP]', mask: '[MASK]' };
    const vocabulary = huggingFaceVocabulary({ name: 'bert', json, special });
    expect(vocabulary.ids).toEqual({ padding: 0, unknown: 1, start: 2, end: 3, mask: 4 });
    const particle = tokenize({ vocabulary, maxLength: 200, addStart: true, addEnd: true });
    for (const { text, withSpecial } of rows) {
      expect(await run(particle, [text])).toMatchObject({ y: [withSpecial] });
    }
  });
});

test('the file is kept without its spaces, and its ids do not depend on them', async () => {
  const { json } = fileNamed('BERT');
  const spaced = open(JSON.stringify(JSON.parse(json), undefined, 4));
  expect(spaced).toEqual(open(json));
  expect((await textCoder(spaced)).encode('The fox')).toEqual(
    (await textCoder(open(json))).encode('The fox'),
  );
});

test('hard texts are encoded to ids that the vocabulary has, and decoded', async () => {
  for (const { json } of files) {
    const vocabulary = open(json);
    const { encode, decode } = await textCoder(vocabulary);
    for (const text of hardTexts) {
      const ids = encode(text);
      expect(ids.every((id) => Number.isInteger(id) && id >= 0 && id < vocabulary.size)).toBe(true);
      expect(typeof decode(ids)).toBe('string');
    }
  }
});

test('a token of the vocabulary that is a key of JavaScript is a token like others', async () => {
  const vocab = '{"[UNK]":0,"__proto__":1,"constructor":2,"toString":3}';
  const model = `{"type":"WordLevel","vocab":${vocab},"unk_token":"[UNK]"}`;
  const vocabulary = open(`{"model":${model},"pre_tokenizer":{"type":"WhitespaceSplit"}}`);
  const { encode } = await textCoder(vocabulary);
  expect(encode('constructor __proto__ valueOf toString hasOwnProperty')).toEqual([2, 1, 0, 3, 0]);
  expect('polluted' in {}).toBe(false);
});

const model = { type: 'WordLevel', vocab: { a: 0, b: 1 }, unk_token: 'a' };

/** Files that are wrong, with the place that the error names. */
const wrong: readonly (readonly [what: string, file: unknown, path: RegExp])[] = [
  ['no model', {}, /model/],
  ['a list', [], /json: \.$/],
  ['null', null, /json: \.$/],
  ['an unknown model', { model: { ...model, type: 'Neural' } }, /model\.type/],
  ['an empty vocabulary', { model: { ...model, vocab: {} } }, /model\.vocab/],
  ['an id that is no number', { model: { ...model, vocab: { a: 'length' } } }, /vocab/],
  ['a huge id', { model: { ...model, vocab: { a: 4e9 } } }, /vocab/],
  ['an id for two tokens', { model: { ...model, vocab: { a: 0, b: 0 } } }, /vocab/],
  [
    'a merge of three',
    { model: { type: 'BPE', vocab: { a: 0 }, merges: ['a b c'] } },
    /merges\[0\]/,
  ],
  [
    'an empty merge',
    { model: { type: 'BPE', vocab: { a: 0 }, merges: [['', 'a']] } },
    /merges\[0\]/,
  ],
  ['no merges', { model: { type: 'BPE', vocab: { a: 0 } } }, /merges/],
  ['dropout', { model: { type: 'BPE', vocab: { a: 0 }, merges: [], dropout: 0.1 } }, /dropout/],
  [
    'words of a million characters',
    { model: { ...model, type: 'WordPiece', max_input_chars_per_word: 1e6 } },
    /max_input_chars_per_word/,
  ],
  [
    'a score that is none',
    { model: { type: 'Unigram', vocab: [['a', null]], unk_id: 0 } },
    /vocab\[0\]/,
  ],
  ['no unknown piece', { model: { type: 'Unigram', vocab: [['a', 0]], unk_id: 7 } }, /unk_id/],
  ['an unknown step', { model, pre_tokenizer: { type: 'Neural' } }, /pre_tokenizer\.type/],
  ['a step called constructor', { model, normalizer: { type: 'constructor' } }, /normalizer\.type/],
  [
    'a regular expression that runs for ever',
    { model, pre_tokenizer: { type: 'Split', pattern: { Regex: '(a+)+$' }, behavior: 'Isolated' } },
    /pattern\.Regex/,
  ],
  [
    'one in the normalizer',
    { model, normalizer: { type: 'Replace', pattern: { Regex: '(\\s|\\s)+$' }, content: '' } },
    /pattern\.Regex/,
  ],
  [
    'one in the decoder',
    { model, decoder: { type: 'Replace', pattern: { Regex: '(x*)*y' }, content: '' } },
    /pattern\.Regex/,
  ],
  [
    'a text that doubles',
    { model, normalizer: { type: 'Replace', pattern: { String: 'a' }, content: 'aa' } },
    /content/,
  ],
  [
    'an empty pattern',
    { model, normalizer: { type: 'Replace', pattern: { String: '' }, content: '' } },
    /pattern\.String/,
  ],
  [
    'a behaviour that the library does not have',
    {
      model,
      pre_tokenizer: { type: 'Split', pattern: { String: '-' }, behavior: 'MergedWithNext' },
    },
    /behavior/,
  ],
  ['pieces of no length', { model, pre_tokenizer: { type: 'FixedLength', length: 0 } }, /length/],
  [
    'a hundred steps',
    { model, normalizer: { type: 'Sequence', normalizers: Array(100).fill({ type: 'NFC' }) } },
    /normalizers/,
  ],
  [
    'pieces that would fill the memory',
    {
      model: {
        type: 'Unigram',
        unk_id: 0,
        vocab: Array.from({ length: 3000 }, (_, i) => [`${i}`.padEnd(1000, 'x'), 0]),
      },
    },
    /model\.vocab/,
  ],
  [
    'added tokens that would',
    {
      model,
      added_tokens: Array.from({ length: 2000 }, (_, i) => {
        return { id: i, content: `${i}`.padEnd(200, 'x') };
      }),
    },
    /added_tokens/,
  ],
  ['added tokens that are none', { model, added_tokens: [{ id: 0 }] }, /added_tokens\[0\]/],
  [
    'whole words only',
    { model, added_tokens: [{ id: 2, content: 'x', single_word: true }] },
    /single_word/,
  ],
];

describe('a tokenizer.json from anybody', () => {
  test.each(wrong)('is refused with %s', async (_what, file, path) => {
    const error = await failure(() => open(JSON.stringify(file)));
    expect(error.code).toBe('option-invalid');
    expect(error.path).toMatch(path);
  });

  test('is refused wherever it is cut off', async () => {
    const { json } = fileNamed('Llama');
    for (let length = 0; length < json.length; length += 7) {
      expect((await failure(() => open(json.slice(0, length)))).code).toBe('option-invalid');
    }
  });

  test('is refused nested a hundred thousand deep', async () => {
    const deep = '{"type":"Sequence","normalizers":['.repeat(1e5) + ']}'.repeat(1e5);
    const file = `{"model":${JSON.stringify(model)},"normalizer":${deep}}`;
    expect((await failure(() => open(file))).code).toBe('option-invalid');
  });

  test('is refused when it is larger than any', async () => {
    const begin = performance.now();
    const error = await failure(() => open(`{"a":"${'x'.repeat(25 << 20)}"}`));
    expect(error.code).toBe('option-invalid');
    expect(performance.now() - begin).toBeLessThan(1000);
  });

  test('cannot change the prototypes of objects', async () => {
    for (const key of ['__proto__', 'constructor', 'prototype']) {
      const file = `{"${key}":{"polluted":1},"model":{"${key}":{"polluted":1},"type":"WordLevel","vocab":{"a":0}}}`;
      await textCoder(open(file));
      expect('polluted' in {}).toBe(false);
    }
  });

  test('merges that lead nowhere, or to each other, end', async () => {
    const merges = [
      ['a', 'b'],
      ['b', 'a'],
      ['ab', 'ab'],
      ['ba', 'ba'],
      ['abab', 'x'],
    ];
    const vocab = { a: 0, b: 1, '<unk>': 2 };
    const bpe = { type: 'BPE', vocab, merges, unk_token: '<unk>' };
    const { encode } = await textCoder(open(JSON.stringify({ model: bpe })));
    expect(encode('ababab'.repeat(1000)).length).toBeGreaterThan(0);
  });

  test('takes no longer than seconds for a hundred thousand characters of any kind', async () => {
    for (const { json } of files) {
      const { encode } = await textCoder(open(json));
      for (const unit of ['a', ' ', '!', '\n ', 'ab ', '我', '\u0301', "'"]) {
        const text = unit.repeat(1e5 / unit.length);
        const begin = performance.now();
        encode(text);
        expect(performance.now() - begin).toBeLessThan(10_000);
      }
    }
  }, 300_000);

  test('refuses longer texts', async () => {
    const { encode } = await textCoder(open(files[0]!.json));
    const error = await failure(() => encode('a'.repeat(100_001)));
    expect(error.code).toBe('value-out-of-range');
  });
});

test.each(KNOWN_PATTERNS.map((pattern) => ({ pattern })))(
  'the pattern $pattern takes linear time',
  async ({ pattern }) => {
    const step = (behavior: string, invert: boolean) =>
      JSON.stringify({
        model,
        pre_tokenizer: { type: 'Split', pattern: { Regex: pattern }, behavior, invert },
      });
    for (const json of [step('Isolated', false), step('Removed', true)]) {
      const { encode } = await textCoder(open(json));
      for (const unit of [
        'a',
        'A',
        'Aa',
        ' ',
        '\n',
        ' \n',
        '\n a',
        '1',
        '!',
        "'",
        '\u0301',
        'ʰ',
        '🙂',
      ]) {
        const text = unit.repeat(Math.floor(99_000 / unit.length));
        const begin = performance.now();
        encode(` ${text}x`);
        expect(performance.now() - begin).toBeLessThan(2000);
      }
    }
  },
  60_000,
);

test.each([
  [{ name: 'a', json: files[0]!.json, special: { start: 'nowhere' } }, 'option-invalid'],
  [{ name: 'a', json: files[0]!.json, special: { begin: 'a' } }, 'option-invalid'],
  [{ name: 'a', json: JSON.parse(files[0]!.json) as unknown }, 'option-invalid'],
  [{ name: '', json: files[0]!.json }, 'name-invalid'],
  [{ json: files[0]!.json }, 'option-missing'],
])('refuses wrong options', async (options, code) => {
  expect((await failure(() => huggingFaceVocabulary(options as never))).code).toBe(code);
});
