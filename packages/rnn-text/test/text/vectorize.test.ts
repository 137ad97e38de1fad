import '@tensorflow/tfjs-backend-cpu';
import { predict } from '@sora-particles/combinator-core';
import fc from 'fast-check';
import {
  bagOfWords,
  createVocabulary,
  fitTfIdf,
  hashNgrams,
  tfIdf,
  type HashNgramsOptions,
  type RowNorm,
} from '../../src/index.ts';
import { murmur3 } from '../../src/text/vectorize/murmur3.ts';
import { createSparseRow, sublinear } from '../../src/text/vectorize/sparse-row.ts';
import { golden } from '../support/golden.ts';
import { hardTexts } from '../support/hard-texts.ts';
import { difference, failure, run, runEach } from '../support/run.ts';

interface Golden {
  readonly tfIdf: {
    readonly corpus: readonly string[];
    readonly queries: readonly string[];
    readonly words: readonly string[];
    readonly cases: readonly {
      readonly options: { readonly sublinear: boolean; readonly norm: RowNorm };
      readonly idf: number[];
      readonly rows: number[][];
    }[];
  };
  readonly hashedWords: readonly {
    readonly options: HashNgramsOptions;
    readonly rows: number[][];
  }[];
  readonly hashedCharacters: {
    readonly features: number;
    readonly characters: [number, number];
    readonly texts: readonly string[];
    readonly rows: number[][];
  };
  readonly hashes: readonly {
    readonly text: string;
    readonly seed: number;
    readonly hash: number;
  }[];
}

const expected = golden('features') as Golden;
const { corpus, queries, words } = expected.tfIdf;
const vocabulary = createVocabulary({ name: 'words', tokens: words });

describe('bagOfWords', () => {
  test('counts the tokens of each text by their ids', async () => {
    const small = createVocabulary({ name: 'v', tokens: ['rain', 'sun'] });
    const texts = ['rain sun rain', 'snow', '', 'snow rain snow'];
    expect(await run(bagOfWords({ vocabulary: small, mode: 'count' }), texts)).toEqual([
      [0, 0, 2, 1],
      [0, 1, 0, 0],
      [0, 0, 0, 0],
      [0, 2, 1, 0],
    ]);
    expect(await run(bagOfWords({ vocabulary: small }), texts)).toEqual([
      [0, 0, 1, 1],
      [0, 1, 0, 0],
      [0, 0, 0, 0],
      [0, 1, 1, 0],
    ]);
  });

  test('promises the range [0, 1] where it keeps it', () => {
    expect(bagOfWords({ vocabulary }).output.y).toMatchObject({ range: [0, 1] });
    expect('range' in bagOfWords({ vocabulary, mode: 'count' }).output.y).toBe(false);
  });
});

describe('tfIdf gives what scikit-learn gives', () => {
  test.each(expected.tfIdf.cases)('$options', async ({ options, idf, rows }) => {
    const fitted = await fitTfIdf(corpus, { vocabulary });
    expect(fitted.idf.slice(0, 2)).toEqual([0, 0]);
    expect(difference(fitted.idf.slice(2), idf)).toBeLessThan(1e-12);
    const found = (await run(tfIdf({ ...fitted, ...options }), queries)) as number[][];
    found.forEach((row, i) => {
      expect(row.slice(0, 2)).toEqual([0, 0]);
      expect(difference(row.slice(2), rows[i]!)).toBeLessThan(1e-6);
    });
  });

  test.each([
    [{ idf: [1] }, 'option-invalid'],
    [{ idf: words.map(() => NaN) }, 'option-invalid'],
    [{ idf: undefined }, 'option-missing'],
    [{ norm: 'l1' }, 'option-invalid'],
    [{ smooth: true }, 'option-unknown'],
  ])('and refuses the options %j', async (options, code) => {
    const fitted = await fitTfIdf(corpus, { vocabulary });
    expect((await failure(() => tfIdf({ ...fitted, ...options } as never))).code).toBe(code);
  });

  test('and refuses to be fitted on nothing', async () => {
    expect((await failure(() => fitTfIdf([], { vocabulary }))).code).toBe('data-empty');
    const signal = AbortSignal.abort();
    expect((await failure(() => fitTfIdf(corpus, { vocabulary, signal }))).code).toBe('aborted');
  });
});

describe('hashNgrams', () => {
  test.each(expected.hashedWords)('gives what scikit-learn gives: $options', async (each) => {
    const found = (await run(hashNgrams(each.options), [...corpus, ...queries])) as number[][];
    found.forEach((row, i) => {
      expect(difference(row, each.rows[i]!)).toBeLessThan(1e-6);
    });
  });

  test('counts the code points of a text where they hash to', async () => {
    const { features, characters, texts, rows } = expected.hashedCharacters;
    const particle = hashNgrams({ features, characters, words: null, norm: 'none' });
    expect(await run(particle, texts)).toEqual(rows);
  });

  test('adds words and characters up', async () => {
    const common = { features: 31, norm: 'none' } as const;
    const [both, one, other] = (await runEach(
      [
        hashNgrams({ ...common, words: [1, 2], characters: [2, 4] }),
        hashNgrams({ ...common, words: [1, 2] }),
        hashNgrams({ ...common, words: null, characters: [2, 4] }),
      ].map((particle) => [particle, hardTexts] as const),
    )) as number[][][];
    expect(both).toEqual(
      one!.map((row, i) => row.map((value, column) => value + other![i]![column]!)),
    );
  });

  test('weighs large sums less, and keeps their sign', async () => {
    const text = ['a '.repeat(10)];
    const options = { features: 11, words: [1, 1], norm: 'none' } as const;
    const [[plain], [weighed]] = (await runEach([
      [hashNgrams(options), text],
      [hashNgrams({ ...options, sublinear: true }), text],
    ])) as [number[][], number[][]];
    plain!.forEach((value, i) => {
      expect(weighed![i]).toBeCloseTo(value === 0 ? 0 : Math.sign(value) * (1 + Math.log(10)), 5);
    });
  });

  test('gives rows of the length 1, and of nothing zeros', async () => {
    const particle = hashNgrams({ features: 64, characters: [1, 3] });
    const rows = (await run(particle, hardTexts)) as number[][];
    rows.forEach((row, i) => {
      const length = Math.hypot(...row);
      expect(length).toBeCloseTo(hardTexts[i] === '' ? 0 : 1, 5);
    });
  });

  test('a batch is what its items are', async () => {
    const particle = hashNgrams({ features: 17, characters: [1, 2], sublinear: true });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 4 }),
        async (texts) => {
          const items = (await runEach(
            texts.map((text) => [particle, [text]] as const),
          )) as number[][][];
          expect(await run(particle, texts)).toEqual(items.flat());
        },
      ),
      { numRuns: 30 },
    );
  });

  test('takes seconds for a thousand mails, and a million characters', async () => {
    const particle = hashNgrams({ features: 1 << 14, words: [1, 2], characters: [3, 5] });
    const mail = hardTexts.join(' ').repeat(4).slice(0, 3000);
    const begin = performance.now();
    for (let i = 0; i < 10; i++) {
      const x = Array.from({ length: 100 }, () => mail);
      (await predict(particle, {}, x, { batchSize: 32 })).dispose();
    }
    await run(particle, ['a'.repeat(1e6), ' b'.repeat(5e5)]);
    expect(performance.now() - begin).toBeLessThan(20_000);
  }, 30_000);

  test.each([
    [{}, 'option-missing'],
    [{ features: 0 }, 'option-invalid'],
    [{ features: 8, words: null }, 'option-invalid'],
    [{ features: 8, words: [2, 1] }, 'option-invalid'],
    [{ features: 8, words: [0, 1] }, 'option-invalid'],
    [{ features: 8, words: [1, 11] }, 'option-invalid'],
    [{ features: 8, characters: 3 }, 'option-invalid'],
    [{ features: 8, norm: 'l1' }, 'option-invalid'],
    [{ features: 8, seed: 1 }, 'option-unknown'],
  ])('refuses the options %j', async (options, code) => {
    expect((await failure(() => hashNgrams(options as never))).code).toBe(code);
  });
});

test('MurmurHash3 gives the published values', () => {
  const encoder = new TextEncoder();
  for (const { text, seed, hash } of expected.hashes) {
    const bytes = encoder.encode(text);
    expect({ text, seed, hash: murmur3(bytes, 0, bytes.length, seed) }).toEqual({
      text,
      seed,
      hash,
    });
    // The same bytes within others.
    const within = Uint8Array.from([7, ...bytes, 9]);
    expect(murmur3(within, 1, 1 + bytes.length, seed)).toBe(hash);
  }
});

test('a row begins anew after each text, also where sums cancelled out', () => {
  const row = createSparseRow(4);
  const [first, second] = [new Float32Array(4), new Float32Array(4)];
  row.add(1, 1);
  row.add(1, -1);
  row.add(1, 1);
  row.add(3, -2);
  row.flush(first, sublinear, 'none');
  row.flush(second, sublinear, 'l2');
  expect(Array.from(first)).toEqual([0, 1, 0, Math.fround(-1 - Math.log(2))]);
  expect(Array.from(second)).toEqual([0, 0, 0, 0]);
});
