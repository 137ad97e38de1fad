import '@tensorflow/tfjs-backend-cpu';
import {
  combinatorKinds,
  compose,
  createRegistry,
  defineParticle,
  fromManifest,
  predict,
  toManifest,
} from '@sora-particles/combinator-core';
import { tensor2d } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {
  createVocabulary,
  detokenize,
  rnnTextKinds,
  tokenize,
  trainBytePairs,
} from '../../src/index.ts';
import { hardTexts } from '../support/hard-texts.ts';
import { failure, run } from '../support/run.ts';

const letters = createVocabulary({
  name: 'letters',
  type: 'character',
  tokens: Array.from('abcdefgh'),
  special: ['start', 'end'],
});
// a is 4, b is 5 ...

interface Rows {
  readonly y: number[][];
  readonly mask: number[][];
}

const rows = async (
  options: Omit<Parameters<typeof tokenize>[0], 'vocabulary'>,
  texts: readonly string[],
): Promise<Rows> => (await run(tokenize({ vocabulary: letters, ...options }), texts)) as Rows;

describe('tokenize', () => {
  test('pads at the end to the longest, with a mask', async () => {
    expect(await rows({ maxLength: 9 }, ['abc', '', 'xb'])).toEqual({
      y: [
        [4, 5, 6],
        [0, 0, 0],
        [1, 5, 0],
      ],
      mask: [
        [1, 1, 1],
        [0, 0, 0],
        [1, 1, 0],
      ],
    });
  });

  test.each([
    ['end', 'abcdef', [4, 5, 6]],
    ['start', 'abcdef', [7, 8, 9]],
    ['start', 'ab', [4, 5]],
  ] as const)('cuts at the %s: %s', async (truncate, text, expected) => {
    expect((await rows({ maxLength: 3, truncate }, [text])).y).toEqual([expected]);
  });

  test.each([
    ['end', 5, [2, 4, 5, 6, 3]],
    ['start', 5, [2, 7, 8, 9, 3]],
    ['start', 3, [2, 9, 3]],
    ['start', 2, [2, 3]],
    ['end', 2, [2, 3]],
  ] as const)(
    'keeps start and end when it cuts at the %s to %d',
    async (truncate, maxLength, y) => {
      const options = { maxLength, truncate, addStart: true, addEnd: true } as const;
      expect((await rows(options, ['abcdef'])).y).toEqual([y]);
      expect((await rows({ ...options, maxLength: 9 }, [''])).y).toEqual([[2, 3]]);
    },
  );

  test('pads to a number, or to a multiple of one', async () => {
    expect((await rows({ padTo: 5 }, ['ab', 'abcdefgh'])).y).toEqual([
      [4, 5, 0, 0, 0],
      [4, 5, 6, 7, 8],
    ]);
    const lengths: number[] = [];
    for (const text of ['', 'a', 'abcd', 'abcde']) {
      const { y: padded } = await rows({ maxLength: 8, padTo: { multipleOf: 4 } }, [text]);
      lengths.push(padded[0]!.length);
    }
    expect(lengths).toEqual([4, 4, 4, 8]);
  });

  test('a batch of empty texts has one step, of padding', async () => {
    expect(await rows({ maxLength: 4 }, ['', ''])).toEqual({ y: [[0], [0]], mask: [[0], [0]] });
  });

  test('padding changes neither the ids nor those of other texts', async () => {
    const text = fc.string({ unit: fc.constantFrom(...Array.from('abcdefghxyz ')), maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 6 }), async (texts) => {
        const fixed = await rows({ maxLength: 12, padTo: 16 }, texts);
        for (const padTo of ['longest', { multipleOf: 8 }] as const) {
          const { y, mask } = await rows({ maxLength: 12, padTo }, texts);
          for (const [i, given] of texts.entries()) {
            const alone = await rows({ maxLength: 12 }, [given]);
            const length = Array.from(given).length;
            expect(y[i]!.slice(0, length)).toEqual(alone.y[0]!.slice(0, length));
            expect(y[i]!.slice(0, length)).toEqual(fixed.y[i]!.slice(0, length));
            expect(y[i]!.slice(length).every((id) => id === 0)).toBe(true);
            expect(mask[i]).toEqual(y[i]!.map((_, step) => Number(step < length)));
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  test('is split into batches where rows have one length, and runs whole where they have not', async () => {
    const texts = Array.from({ length: 70 }, (_, i) => 'abcdefgh'.slice(0, i % 9));
    const fixed = tokenize({ vocabulary: letters, padTo: 8 });
    const open = tokenize({ vocabulary: letters, maxLength: 8 });
    for (const particle of [fixed, open]) {
      const parts = await predict(particle, {}, { x: texts }, { batchSize: 16 });
      expect(parts.y.shape).toEqual([70, 8]);
      expect(parts.mask.shape).toEqual([70, 8]);
      parts.y.dispose();
      parts.mask.dispose();
    }
  });

  test.each([
    [{}, 'option-missing'],
    [{ maxLength: 0 }, 'option-invalid'],
    [{ maxLength: 4, padTo: 3 }, 'option-invalid'],
    [{ maxLength: 4, padTo: 'most' }, 'option-invalid'],
    [{ maxLength: 4, padTo: { multipleOf: 0 } }, 'option-invalid'],
    [{ maxLength: 4, padTo: { multipleOf: 2, more: 1 } }, 'option-invalid'],
    [{ maxLength: 4, truncate: 'middle' }, 'option-invalid'],
    [{ maxLength: 1, addStart: true, addEnd: true }, 'option-invalid'],
    [{ maxLength: 4, vocabulary: ['a'] }, 'option-invalid'],
    [{ maxLength: 4, vocabulary: undefined }, 'option-missing'],
    [{ maxLength: 4, pad: 1 }, 'option-unknown'],
  ])('refuses the options %j', async (options, code) => {
    const make = () => tokenize({ vocabulary: letters, ...options } as never);
    expect((await failure(make)).code).toBe(code);
  });

  test('adds no start or end that the vocabulary does not have', async () => {
    const vocabulary = createVocabulary({ name: 'v', tokens: ['a'] });
    const error = await failure(() => tokenize({ vocabulary, maxLength: 4, addEnd: true }));
    expect(error.code).toBe('option-invalid');
    expect(error.remedy).toBe("make it with special: ['end']");
  });
});

describe('detokenize', () => {
  test('gives the texts back that byte pairs were made of', async () => {
    const vocabulary = await trainBytePairs(hardTexts, {
      name: 'bytes',
      special: ['start', 'end'],
    });
    const there = tokenize({ vocabulary, maxLength: 500, addStart: true, addEnd: true });
    const back = compose(there).to(detokenize({ vocabulary }));
    const texts = hardTexts.filter((text) => !/\p{Surrogate}/u.test(text));
    expect(await run(back, texts)).toEqual(texts);
  });

  test('leaves out what the mask hides', async () => {
    const x = tensor2d([[4, 5, 6]], [1, 3], 'int32');
    const mask = tensor2d([[1, 0, 1]], [1, 3], 'bool');
    const particle = detokenize({ vocabulary: letters });
    expect(await predict(particle, {}, { x, mask })).toEqual(['ac']);
    expect(await predict(particle, {}, { x })).toEqual(['abc']);
    x.dispose();
    mask.dispose();
  });

  test('refuses ids that the vocabulary does not have', async () => {
    const x = tensor2d([[4, 12]], [1, 2], 'int32');
    const error = await failure(() => predict(detokenize({ vocabulary: letters }), {}, { x }));
    expect(error.code).toBe('value-out-of-range');
    x.dispose();
  });
});

describe('ids of another vocabulary', () => {
  const reviews = createVocabulary({ name: 'reviews', tokens: ['good', 'bad'] });
  const mails = createVocabulary({ name: 'mails', tokens: ['good', 'bad'] });
  const laterReviews = createVocabulary({ name: 'reviews', tokens: ['bad', 'good'] });

  test('are refused by name', async () => {
    const start = compose(tokenize({ vocabulary: reviews, maxLength: 4 }));
    // @ts-expect-error -- ids of reviews where those of mails are needed
    const act = () => start.to(detokenize({ vocabulary: mails }));
    const error = await failure(act);
    expect(error.code).toBe('meaning-mismatch');
    expect(error.summary).toMatch(
      /^'tokenize' -> 'detokenize' port 'x', meaning: needs tokens\/mails\/[0-9a-f]{16}, got tokens\/reviews\/[0-9a-f]{16} /,
    );
  });

  test('are refused under the same name, where only the run-time check knows what is in it', async () => {
    const act = () =>
      compose(tokenize({ vocabulary: reviews, maxLength: 4 })).to(
        detokenize({ vocabulary: laterReviews }),
      );
    expect((await failure(act)).code).toBe('meaning-mismatch');
  });

  test('fit what takes any tokens, or those of the name', () => {
    const consumer = <const Meaning extends string>(meaning: Meaning) =>
      defineParticle({
        kind: 'test/consumer@1',
        name: 'consumer',
        input: { x: { shape: ['batch', 'time'], dtype: 'int32', meaning } },
        output: { y: { shape: ['batch', 'time'], dtype: 'int32' } },
        run: (_context, { x }) => ({ outputs: { y: x } }),
      });
    const start = compose(tokenize({ vocabulary: reviews, maxLength: 4 }));
    expect(start.to(consumer('tokens')).name).toBe('chain');
    expect(start.to(consumer('tokens/reviews')).name).toBe('chain');
  });

  test('are refused when a saved model is put together of other parts', async () => {
    const registry = createRegistry([...combinatorKinds, ...rnnTextKinds]);
    const chain = compose(tokenize({ vocabulary: reviews, maxLength: 4 })).to(
      detokenize({ vocabulary: reviews }),
    );
    const manifest = JSON.parse(JSON.stringify(toManifest(chain))) as {
      nodes: { kind: string; config: { vocabulary: unknown } }[];
    };
    expect(fromManifest(manifest, registry).input).toEqual(chain.input);
    const end = manifest.nodes.find(({ kind }) => kind === 'rnn-text/detokenize@1')!;
    end.config.vocabulary = JSON.parse(JSON.stringify(laterReviews));
    expect((await failure(() => fromManifest(manifest, registry))).code).toBe('meaning-mismatch');
  });
});
