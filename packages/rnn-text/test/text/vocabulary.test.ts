import '@tensorflow/tfjs-backend-cpu';
import fc from 'fast-check';
import {
  buildVocabulary,
  createBytePairs,
  createVocabulary,
  huggingFaceVocabulary,
  textCoder,
  tokenize,
  trainBytePairs,
  type Corpus,
  type Vocabulary,
} from '../../src/index.ts';
import { hardTexts } from '../support/hard-texts.ts';
import { failure } from '../support/run.ts';

const tokensOf = (vocabulary: Vocabulary): unknown =>
  (vocabulary.model as { tokens?: unknown }).tokens;

describe('buildVocabulary', () => {
  const corpus = ['b a a', 'c b a', 'a d'];

  test('holds the most frequent words, ties in a fixed order, whatever the order of the corpus', async () => {
    const built = await buildVocabulary(corpus, { name: 'v' });
    expect(tokensOf(built)).toEqual(['a', 'b', 'c', 'd']);
    expect(built.ids).toEqual({ padding: 0, unknown: 1 });
    expect(built.size).toBe(6);
    expect(await buildVocabulary([...corpus].reverse(), { name: 'v' })).toEqual(built);
  });

  test('counts the special tokens among maxTokens, and drops what is rare', async () => {
    const small = await buildVocabulary(corpus, { name: 'v', maxTokens: 5, special: ['end'] });
    expect(small.ids).toEqual({ padding: 0, unknown: 1, end: 2 });
    expect(tokensOf(small)).toEqual(['a', 'b']);
    expect(tokensOf(await buildVocabulary(corpus, { name: 'v', minCount: 2 }))).toEqual(['a', 'b']);
    expect(tokensOf(await buildVocabulary(corpus, { name: 'v', maxTokens: 1 }))).toEqual([]);
  });

  test('normalises the corpus as it will normalise every text', async () => {
    const options = { normalize: { lowercase: true, stripAccents: true } } as const;
    const built = await buildVocabulary(['Été ÉTÉ ete'], { name: 'v', ...options });
    expect(tokensOf(built)).toEqual(['ete']);
    expect((await textCoder(built)).encode('été')).toEqual([2]);
  });

  test('takes characters by code point', async () => {
    const built = await buildVocabulary(['aab🙂'], { name: 'v', type: 'character' });
    const { encode, decode } = await textCoder(built);
    expect(encode('🙂ax')).toEqual([4, 2, 1]);
    expect(decode(encode('🙂ax'))).toBe('🙂a\ufffd');
  });

  test('reads asynchronous corpora, and finishes with them when it gives up', async () => {
    let isClosed = false;
    async function* texts(): AsyncGenerator<string> {
      try {
        for (;;) yield await Promise.resolve('x '.repeat(100_000));
      } finally {
        isClosed = true;
      }
    }
    const controller = new AbortController();
    const building = buildVocabulary(texts(), {
      name: 'v',
      signal: controller.signal,
      onProgress: ({ done }) => {
        if (done > 4) controller.abort(new Error('enough'));
      },
    });
    const error = await failure(() => building);
    expect(error.code).toBe('aborted');
    expect(error.cause).toMatchObject({ message: 'enough' });
    expect(isClosed).toBe(true);
  });

  test.each([
    ['no text', [], 'data-empty'],
    ['a string, of which every character would be a text', 'abc', 'value-invalid'],
    ['nothing', undefined, 'value-invalid'],
    ['a number', [1], 'value-invalid'],
  ])('refuses a corpus of %s', async (_what, given, code) => {
    expect((await failure(() => buildVocabulary(given as Corpus, { name: 'v' }))).code).toBe(code);
  });

  test('a corpus of empty texts gives special tokens only', async () => {
    expect((await buildVocabulary(['', ' '], { name: 'v' })).size).toBe(2);
  });
});

describe('a vocabulary', () => {
  const tokens = ['a', 'b', 'c'];

  test('has a hash of all that makes its ids, and of nothing else', () => {
    const base = createVocabulary({ name: 'v', tokens });
    expect(createVocabulary({ name: 'other', tokens }).hash).toBe(base.hash);
    const others = [
      createVocabulary({ name: 'v', tokens: ['b', 'a', 'c'] }),
      createVocabulary({ name: 'v', tokens: ['a', 'b'] }),
      createVocabulary({ name: 'v', tokens, type: 'character' }),
      createVocabulary({ name: 'v', tokens, special: ['end'] }),
      createVocabulary({ name: 'v', tokens, special: ['start'] }),
      createVocabulary({ name: 'v', tokens, normalize: { lowercase: true } }),
      createBytePairs({ name: 'v', merges: [97, 98] }),
      createBytePairs({ name: 'v', merges: [98, 97] }),
    ];
    expect(new Set([base, ...others].map(({ hash }) => hash)).size).toBe(others.length + 1);
    expect(base.hash).toMatch(/^[0-9a-f]{16}$/);
    // Saved models hold it: it may not change.
    expect(base.hash).toBe('87c17914830079e5');
  });

  test('is frozen JSON', () => {
    const vocabulary = createVocabulary({ name: 'v', tokens });
    expect(JSON.parse(JSON.stringify(vocabulary))).toEqual(vocabulary);
    expect(Object.isFrozen(vocabulary.model)).toBe(true);
    expect(Object.isFrozen(tokensOf(vocabulary))).toBe(true);
    expect(Object.isFrozen(tokens)).toBe(false);
  });

  test('never takes what is written in a text for a special token', async () => {
    const vocabulary = await buildVocabulary(['[PAD] [UNK] [END]'], {
      name: 'v',
      special: ['start', 'end', 'mask'],
    });
    const { encode } = await textCoder(vocabulary);
    const special = new Set(Object.values(vocabulary.ids));
    for (const text of ['[PAD]', '[UNK] [END] [START] [MASK]']) {
      expect(encode(text).filter((id) => special.has(id) && id !== 1)).toEqual([]);
    }
  });

  test('decodes to the first end token, without padding, start and mask', async () => {
    const vocabulary = createVocabulary({ name: 'v', tokens, special: ['mask', 'end', 'start'] });
    expect(vocabulary.ids).toEqual({ padding: 0, unknown: 1, start: 2, end: 3, mask: 4 });
    const { decode } = await textCoder(vocabulary);
    expect(decode([2, 5, 4, 6, 1, 0, 7, 3, 5, 5])).toBe('a b [UNK] c');
    expect(decode([])).toBe('');
    expect(decode(Int32Array.from([3, 5]))).toBe('');
  });

  test.each([[-1], [6], [1.5], [NaN], [2 ** 40]])('has no token with the id %d', async (id) => {
    const { decode } = await textCoder(
      createVocabulary({ name: 'v', tokens: ['a', 'b', 'c', 'd'] }),
    );
    const error = await failure(() => decode([2, id]));
    expect(error.code).toBe('value-out-of-range');
    expect(error.path).toBe('[1]');
  });

  test('holds words that are keys of JavaScript', async () => {
    const words = ['__proto__', 'constructor', 'toString'];
    const { encode } = await textCoder(createVocabulary({ name: 'v', tokens: words }));
    expect(encode('constructor valueOf __proto__ hasOwnProperty')).toEqual([3, 1, 2, 1]);
  });

  test('encodes the words that it has, and decodes them', async () => {
    const { encode, decode } = await textCoder(createVocabulary({ name: 'v', tokens }));
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...tokens)), (words) => {
        expect(decode(encode(words.join(' ')))).toBe(words.join(' '));
      }),
    );
  });

  test('of characters gives every text back that it has the characters of', async () => {
    const built = await buildVocabulary(hardTexts, {
      name: 'v',
      type: 'character',
      normalize: { form: 'none' },
    });
    const { encode, decode } = await textCoder(built);
    for (const text of hardTexts.filter((each) => !/\p{Surrogate}/u.test(each))) {
      expect(decode(encode(text))).toBe(text);
    }
  });

  test.each([
    [{ tokens: ['a', 'a'] }, 'option-invalid'],
    [{ tokens: [''] }, 'option-invalid'],
    [{ tokens: ['\ud800'] }, 'option-invalid'],
    [{ tokens: [1] }, 'option-invalid'],
    [{ tokens: 'abc' }, 'option-invalid'],
    [{ tokens: ['a'.repeat(1001)] }, 'option-invalid'],
    [{ tokens: ['a'], special: ['padding'] }, 'option-invalid'],
    [{ tokens: ['a'], type: 'bytes' }, 'option-invalid'],
    [{ tokens: ['a'], name: 'a/b' }, 'name-invalid'],
    [{ tokens: ['a'], name: 7 }, 'option-invalid'],
    [{ tokens: ['a'], extra: 1 }, 'option-unknown'],
    [{}, 'option-missing'],
  ])('cannot be made of %j', async (options, code) => {
    const error = await failure(() => createVocabulary({ name: 'v', ...options } as never));
    expect(error.code).toBe(code);
  });
});

describe('a vocabulary from a file', () => {
  const json = JSON.stringify({
    model: { type: 'WordLevel', vocab: { a: 0, b: 1 }, unk_token: 'a' },
  });
  const made = async (): Promise<readonly Vocabulary[]> => [
    createVocabulary({ name: 'v', tokens: ['a', 'b'], special: ['end'], type: 'character' }),
    await trainBytePairs(['aa aa'], { name: 'v', special: ['start'] }),
    huggingFaceVocabulary({ name: 'v', json, special: { end: 'b' } }),
  ];

  test('is the one that was saved', async () => {
    for (const vocabulary of await made()) {
      const copy = JSON.parse(JSON.stringify(vocabulary)) as Vocabulary;
      const particle = tokenize({ vocabulary: copy, maxLength: 4 });
      expect(particle.config['vocabulary']).toEqual(vocabulary);
      expect(particle.output).toEqual(tokenize({ vocabulary, maxLength: 4 }).output);
    }
  });

  test.each([
    ['another hash', (v: Loose) => ({ ...v, hash: '0'.repeat(16) })],
    ['another size', (v: Loose) => ({ ...v, size: 1e9 })],
    ['other special tokens', (v: Loose) => ({ ...v, ids: { padding: 0, unknown: 1, start: 5 } })],
    ['special tokens beyond it', (v: Loose) => ({ ...v, ids: { padding: 1e9 } })],
    ['special tokens that are none', (v: Loose) => ({ ...v, ids: [] })],
    ['an unknown role', (v: Loose) => ({ ...v, ids: { ...(v['ids'] as object), cls: 1 } })],
    ['a name that is none', (v: Loose) => ({ ...v, name: { toString: 'x' } })],
    ['more in it', (v: Loose) => ({ ...v, more: 1 })],
    ['less in it', ({ model: _model, ...v }: Loose) => v],
    [
      'a model of another type',
      (v: Loose) => ({ ...v, model: { ...(v['model'] as object), type: 'x' } }),
    ],
    [
      'a model with more in it',
      (v: Loose) => ({ ...v, model: { ...(v['model'] as object), tokens: ['z'] } }),
    ],
    ['no model', (v: Loose) => ({ ...v, model: null })],
  ])('is refused with %s', async (what, change) => {
    for (const vocabulary of await made()) {
      // A file of Hugging Face has only its text, and what more there is says nothing.
      if (what === 'a model with more in it' && vocabulary.model.type === 'huggingFace') continue;
      const changed = change(JSON.parse(JSON.stringify(vocabulary)) as Loose);
      const error = await failure(() => tokenize({ vocabulary: changed as never, maxLength: 4 }));
      expect(['option-invalid', 'name-invalid']).toContain(error.code);
    }
  });
});

type Loose = Readonly<Record<string, unknown>>;
