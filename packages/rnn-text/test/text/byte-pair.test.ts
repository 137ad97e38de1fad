import fc from 'fast-check';
import { createBytePairs, textCoder, trainBytePairs } from '../../src/index.ts';
import { splitChunks } from '../../src/text/byte-pair/chunks.ts';
import { createHeap } from '../../src/text/byte-pair/heap.ts';
import { golden } from '../support/golden.ts';
import { hardTexts } from '../support/hard-texts.ts';
import { failure, timeOf } from '../support/run.ts';

const corpus = [
  'low low low low low lower lower newest newest newest newest newest newest widest widest widest',
  'the lazy dog and the quick fox. The fox doesn’t sleep; it’s awake!',
  '我爱北京 我爱上海 🙂🙂 🙂',
];

/** Byte pairs by the book: all chunks again after every pair, nothing remembered. */
function plainTraining(texts: readonly string[], pairs: number, minCount: number): number[] {
  const encoder = new TextEncoder();
  let chunks = texts.flatMap((text) =>
    splitChunks(text).map((chunk) => Array.from(encoder.encode(chunk))),
  );
  const merges: number[] = [];
  for (let symbol = 256; symbol < 256 + pairs; symbol++) {
    const counts = new Map<string, number>();
    for (const chunk of chunks) {
      for (let i = 1; i < chunk.length; i++) {
        const pair = `${String(chunk[i - 1])} ${String(chunk[i])}`;
        counts.set(pair, (counts.get(pair) ?? 0) + 1);
      }
    }
    const [best] = [...counts]
      .map(([pair, count]) => ({ pair: pair.split(' ').map(Number), count }))
      .filter(({ count }) => count >= minCount)
      .sort((a, b) => b.count - a.count || a.pair[0]! - b.pair[0]! || a.pair[1]! - b.pair[1]!);
    if (best === undefined) break;
    merges.push(...best.pair);
    chunks = chunks.map((chunk) => {
      const merged: number[] = [];
      for (let i = 0; i < chunk.length; i++) {
        const isPair = chunk[i] === best.pair[0] && chunk[i + 1] === best.pair[1];
        merged.push(isPair ? symbol : chunk[i]!);
        if (isPair) i++;
      }
      return merged;
    });
  }
  return merges;
}

const mergesOf = (vocabulary: { model: object }): unknown =>
  (vocabulary.model as { merges?: unknown }).merges;

describe('trainBytePairs', () => {
  test.each([1, 5, 40, 1000])('learns the pairs that plain loops find, up to %d', async (pairs) => {
    const trained = await trainBytePairs(corpus, { name: 'a', maxTokens: 258 + pairs });
    expect(mergesOf(trained)).toEqual(plainTraining(corpus, pairs, 2));
  });

  test('runs of one letter are merged from left to right, as plain loops do it', async () => {
    for (const texts of [['aaaaa aaaa aaa'], ['aaaaaaaaaaaaaaaa'], ['abababab abab', 'ababa']]) {
      const trained = await trainBytePairs(texts, { name: 'a', minCount: 1 });
      expect(mergesOf(trained)).toEqual(plainTraining(texts, 10_000, 1));
    }
  });

  test('the order of the corpus does not matter, and nothing is left to chance', async () => {
    const options = { name: 'a', maxTokens: 300 } as const;
    const first = await trainBytePairs(corpus, options);
    expect(await trainBytePairs([...corpus].reverse(), options)).toEqual(first);
    expect(await trainBytePairs(corpus, options)).toEqual(first);
  });

  test('special tokens come first, and room for none leaves the bytes', async () => {
    const small = await trainBytePairs(corpus, {
      name: 'a',
      maxTokens: 1,
      special: ['end', 'start'],
    });
    expect(small.ids).toEqual({ padding: 0, unknown: 1, start: 2, end: 3 });
    expect(small.size).toBe(260);
    expect((await textCoder(small)).encode('A')).toEqual([4 + 65]);
  });

  test('some seconds of text take seconds, and the progress is told', async () => {
    const words = Array.from({ length: 5000 }, (_, i) => `w${(i * 7919) % 5000}x${i % 97}`);
    const texts = Array.from({ length: 40 }, (_, i) => words.slice(i * 100).join(' '));
    const phases = new Set<string>();
    const begin = performance.now();
    await trainBytePairs(texts, {
      name: 'a',
      maxTokens: 4000,
      onProgress: ({ phase, done }) => {
        phases.add(phase);
        expect(done).toBeGreaterThan(0);
      },
    });
    expect(performance.now() - begin).toBeLessThan(15_000);
    expect([...phases].sort()).toEqual(['merge', 'read']);
  }, 30_000);

  test('gives up when it is told to, while reading and while merging', async () => {
    for (const phase of ['read', 'merge']) {
      const controller = new AbortController();
      const text = Array.from({ length: 60_000 }, (_, i) => `w${i}`).join(' ');
      const training = trainBytePairs([text, text], {
        name: 'a',
        signal: controller.signal,
        onProgress: (progress) => {
          if (progress.phase === phase) controller.abort();
        },
      });
      expect((await failure(() => training)).code).toBe('aborted');
    }
  });

  test.each([
    [{ name: 'a/b' }, 'name-invalid'],
    [{ name: 'a', maxTokens: 0 }, 'option-invalid'],
    [{ name: 'a', maxTokens: 2_000_000 }, 'option-invalid'],
    [{ name: 'a', special: ['foo'] }, 'option-invalid'],
    [{ name: 'a', special: ['end', 'end'] }, 'option-invalid'],
    [{ name: 'a', normalize: { form: 'x' } }, 'option-invalid'],
    [{}, 'option-missing'],
  ])('refuses the options %j before it reads anything', async (options, code) => {
    let isRead = false;
    const lazy = {
      *[Symbol.iterator]() {
        isRead = true;
        yield 'x';
      },
    };
    expect((await failure(() => trainBytePairs(lazy, options as never))).code).toBe(code);
    expect(isRead).toBe(false);
  });
});

describe('byte pairs', () => {
  test('decoding what was encoded gives every text back', async () => {
    const { encode, decode } = await textCoder(await trainBytePairs(corpus, { name: 'a' }));
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(decode(encode(text))).toBe(text);
      }),
      { numRuns: 500 },
    );
    for (const text of hardTexts.filter((each) => !/\p{Surrogate}/u.test(each))) {
      expect(decode(encode(text))).toBe(text);
    }
    expect(decode(encode('x\ud800y'))).toBe('x\ufffdy');
  });

  test('ids are those of the Rust implementation, for pairs that it has learnt', async () => {
    const files = golden('tokenizers') as {
      name: string;
      json: string;
      rows: { text: string; ids: number[]; decoded: string }[];
    }[];
    const { json, rows } = files.find(({ name }) => name.includes('GPT-2'))!;
    const { vocab, merges } = (
      JSON.parse(json) as {
        model: { vocab: Record<string, number>; merges: [string, string][] };
      }
    ).model;
    // GPT-2 writes bytes as printable characters: those that are already, then the others from U+0100 on.
    const printable = (byte: number): boolean =>
      (byte > 32 && byte < 127) || (byte > 160 && byte !== 173);
    const others = Array.from({ length: 256 }, (_, byte) => byte).filter((b) => !printable(b));
    const symbols = new Map(
      Array.from({ length: 256 }, (_, byte) => [
        String.fromCharCode(printable(byte) ? byte : 256 + others.indexOf(byte)),
        byte,
      ]),
    );
    const flat = merges.flatMap(([left, right], i) => {
      const pair = [symbols.get(left)!, symbols.get(right)!];
      symbols.set(left + right, 256 + i);
      return pair;
    });
    const { encode, decode } = await textCoder(createBytePairs({ name: 'gpt', merges: flat }));
    // Bytes that the corpus does not have are left out by the trainer of the Rust implementation.
    const known = new Map([...symbols].map(([token, symbol]) => [symbol, vocab[token]]));
    for (const { text, ids } of rows) {
      const own = encode(text);
      expect(own.map((id) => known.get(id - 2)).filter((id) => id !== undefined)).toEqual(ids);
      expect(decode(own)).toBe(text);
    }
  });

  test('half a character is shown as U+FFFD, and unknown tokens too', async () => {
    const { encode, decode } = await textCoder(createBytePairs({ name: 'a', merges: [] }));
    const ids = encode('é!');
    expect(decode(ids.slice(1))).toBe('\ufffd!');
    expect(decode([1, ...ids])).toBe('\ufffdé!');
    expect(decode(encode('\ufeffa'))).toBe('\ufeffa');
  });

  test.each([
    ['a forward reference', [256, 97]],
    ['a pair of itself', [97, 97, 257, 97]],
    ['a negative symbol', [-1, 97]],
    ['a fraction', [0.5, 97]],
    ['half a pair', [97]],
    ['the same pair twice', [97, 98, 97, 98]],
    ['no list', 'ab'],
    ['no number', ['a', 'b']],
    [
      'a symbol that doubles for ever',
      [97, 97, ...Array.from({ length: 60 }, (_, i) => 256 + (i >> 1))],
    ],
  ])('refuses merges with %s', async (_what, merges) => {
    const error = await failure(() => createBytePairs({ name: 'a', merges: merges as never }));
    expect(error.code).toBe('option-invalid');
  });

  test('a chunk of 128 characters is cut, never within a pair of surrogates', () => {
    const text = `a${'😀'.repeat(200)}`;
    const chunks = splitChunks(text);
    expect(chunks.join('')).toBe(text);
    expect(Math.max(...chunks.map(({ length }) => length))).toBeLessThanOrEqual(128);
    expect(chunks.every((chunk) => !/\p{Surrogate}/u.test(chunk))).toBe(true);
  });

  test.each(['ab cd ', 'a', ' ', '\n ', "'", '我', '👍🏽', '\u0301', '-', '1'])(
    'a million characters of %j are encoded in linear time',
    async (unit) => {
      const pairs = await trainBytePairs([unit.repeat(200), ...corpus], { name: 'a', minCount: 1 });
      const { encode, decode } = await textCoder(pairs);
      const text = unit.repeat(Math.ceil(1e6 / unit.length));
      expect(timeOf(() => encode(text))).toBeLessThan(3000);
      expect(decode(encode(text)) === text).toBe(true);
    },
  );
});

test('a heap gives its items in order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), (items) => {
      const heap = createHeap<number>((a, b) => a < b);
      for (const item of items) heap.push(item);
      expect(items.map(() => heap.pop())).toEqual([...items].sort((a, b) => a - b));
      expect(heap.pop()).toBeUndefined();
    }),
  );
});
