import '@tensorflow/tfjs-backend-cpu';
import {
  createContext,
  registerGradients,
  type AnyParticle,
} from '@sora-particles/combinator-core';
import {
  additiveAttention,
  dotProductAttention,
  multiHeadAttention,
  transformerDecoderBlock,
  transformerEncoderBlock,
} from '@sora-particles/rnn-text';
import {
  concat,
  fill,
  grad,
  memory,
  mul,
  ones,
  slice,
  sum,
  tensor,
  tidy,
  zeros,
  type Tensor,
} from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { attentionByLoops, dot, toSequences } from '../support/attention.ts';
import { expectClose } from '../support/close.ts';
import { pattern } from '../support/pattern.ts';
import { maskOf, patternWeights, runParticle, type Tensors } from '../support/run-particle.ts';

beforeAll(registerGradients);

const FEATURES = 4;
const sizes = { features: FEATURES, memoryFeatures: 3, units: FEATURES };

/** Every kind, over itself. */
const selves: Readonly<Record<string, (causal: boolean) => AnyParticle>> = {
  dotProductAttention: (causal) => dotProductAttention({ causal }),
  additiveAttention: (causal) => additiveAttention({ causal, units: 3 }),
  multiHeadAttention: (causal) => multiHeadAttention({ causal, heads: 2, headSize: 3 }),
};

/** Every kind, with a memory of as many features as the kind allows for. */
const crosses: Readonly<Record<string, readonly [AnyParticle, memoryFeatures: number]>> = {
  dotProductAttention: [dotProductAttention({ memory: true }), FEATURES],
  additiveAttention: [additiveAttention({ memory: true, units: 3 }), 3],
  multiHeadAttention: [multiHeadAttention({ memory: true, heads: 2, headSize: 3 }), 3],
};

/** What never looks ahead. */
const causals: Readonly<Record<string, AnyParticle>> = {
  ...Object.fromEntries(Object.entries(selves).map(([name, make]) => [name, make(true)])),
  'transformerDecoderBlock without a memory': transformerDecoderBlock({
    units: FEATURES,
    heads: 2,
    memory: false,
  }),
};

const lengths = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 2, maxLength: 2 });
const bits = (time: number) =>
  fc.array(fc.array(fc.integer({ min: 0, max: 1 }), { minLength: time, maxLength: time }), {
    minLength: 2,
    maxLength: 2,
  });

describe('dotProductAttention', () => {
  it('equals plain loops, with any masks, causal or not, over itself or a memory', () => {
    const property = fc.property(
      fc.boolean(),
      fc.boolean(),
      bits(3),
      bits(5),
      fc.constantFrom('squareRoot', 'none'),
      (causal, isCross, own, other, scale) => {
        const before = memory().numTensors;
        tidy(() => {
          const particle = dotProductAttention({
            causal,
            memory: isCross,
            scale,
            returnScores: true,
          });
          const x = pattern('x', [2, 3, FEATURES]);
          const source = isCross ? pattern('memory', [2, 5, FEATURES]) : x;
          const inputs = {
            x,
            mask: maskOf(own),
            ...(isCross && { memory: source, memoryMask: maskOf(other) }),
          };
          const { y, scores } = runParticle(particle, inputs);
          const keyMask = isCross ? other : own;
          const factor = scale === 'none' ? 1 : 1 / Math.sqrt(FEATURES);
          const expected = attentionByLoops(
            toSequences(x),
            toSequences(source),
            toSequences(source),
            (b, i, j) => own[b]?.[i] === 1 && keyMask[b]?.[j] === 1 && (!causal || j <= i),
            (query, key) => factor * dot(query, key),
          );
          expectClose(y as Tensor, expected.y.flat(2));
          expectClose(scores as Tensor, expected.scores.flat(2));
        });
        expect(memory().numTensors).toBe(before);
      },
    );
    fc.assert(property, { numRuns: 60 });
  });
});

describe('additiveAttention', () => {
  it('equals plain loops', () => {
    const particle = additiveAttention({ units: 2, memory: true });
    tidy(() => {
      const x = pattern('x', [2, 3, FEATURES]);
      const source = pattern('memory', [2, 5, 3]);
      const weights = patternWeights(particle, sizes);
      const table = (path: string) => weights[path]?.arraySync() as number[][];
      const [query, key] = [table('queryKernel'), table('keyKernel')];
      const scale = weights['scale']?.arraySync() as unknown as number[];
      const column = (kernel: number[][], u: number) => kernel.map((row) => row[u] ?? NaN);
      const { y } = attentionByLoops(
        toSequences(x),
        toSequences(source),
        toSequences(source),
        () => true,
        (q, k) =>
          dot(
            scale,
            scale.map((_, u) => Math.tanh(dot(q, column(query, u)) + dot(k, column(key, u)))),
          ),
      );
      const outputs = runParticle(particle, { x, memory: source }, weights);
      expectClose(outputs['y'] as Tensor, y.flat(2));
    });
  });
});

describe.each(Object.entries(selves))('%s', (_name, make) => {
  it('gives padded sequences what it gives them alone', () => {
    const property = fc.property(lengths, fc.boolean(), (all, causal) => {
      tidy(() => {
        const particle = make(causal);
        const weights = patternWeights(particle, sizes);
        const x = pattern('x', [2, 4, FEATURES]);
        const mask = maskOf(all.map((length) => [0, 1, 2, 3].map((t) => (t < length ? 1 : 0))));
        const y = runParticle(particle, { x, mask }, weights)['y'] as Tensor;
        all.forEach((length, b) => {
          if (length === 0) return;
          const alone = slice(x, [b, 0, 0], [1, length, FEATURES]);
          const expected = runParticle(particle, { x: alone }, weights)['y'] as Tensor;
          expectClose(slice(y, [b, 0, 0], [1, length, FEATURES]), expected, 1e-6);
        });
      });
    });
    fc.assert(property, { numRuns: 30 });
  });

  it.each([false, true])('never gives NaN where no key is seen; causal: %s', (causal) => {
    tidy(() => {
      const particle = make(causal);
      const weights = patternWeights(particle, sizes);
      const mask = maskOf([
        [0, 0, 0],
        [0, 1, 1],
      ]);
      const x = pattern('x', [2, 3, FEATURES]);
      const run = (given: Tensor): Tensor =>
        runParticle(particle, { x: given, mask }, weights)['y'] as Tensor;
      const y = toSequences(run(x));
      const bias = [...(weights['output/bias']?.dataSync() ?? zeros([FEATURES]).dataSync())];
      // Nothing to see, for a whole text and for its first step, which is masked: zeros, or their image.
      for (const row of [...(y[0] ?? []), y[1]?.[0] ?? []]) expectClose(row, bias);
      const slopes = toSequences(
        grad((given: Tensor) => sum(mul(run(given), pattern('loss', [2, 3, 4]))))(x),
      );
      expect(slopes.flat(2).every(Number.isFinite)).toBe(true);
      expectClose(slopes[0]?.flat() ?? [], new Array<number>(3 * FEATURES).fill(0));
    });
  });

  it('takes large numbers', () => {
    tidy(() => {
      const particle = make(false);
      const weights = patternWeights(particle, sizes);
      const mask = maskOf([[1, 1, 0]]);
      for (const factor of [1e4, 1e12]) {
        const x = mul(pattern('x', [1, 3, FEATURES]), factor);
        const y = toSequences(runParticle(particle, { x, mask }, weights)['y'] as Tensor);
        expect(y.flat(2).every(Number.isFinite)).toBe(true);
        const short = runParticle(particle, { x: slice(x, [0, 0, 0], [1, 2, FEATURES]) }, weights);
        expectClose(y[0]?.slice(0, 2).flat() ?? [], short['y'] as Tensor, 1e-5);
      }
    });
  });

  it('takes no text at all, and texts without a step', () => {
    tidy(() => {
      const particle = make(true);
      const weights = patternWeights(particle, sizes);
      for (const [batch, time] of [
        [0, 3],
        [2, 0],
        [2, 1],
      ] as const) {
        const x = ones([batch, time, FEATURES]);
        const y = runParticle(particle, { x, mask: ones([batch, time], 'bool') }, weights)['y'];
        expect(y?.shape).toEqual([batch, time, FEATURES]);
        expect(runParticle(particle, { x }, weights)['y']?.shape).toEqual([batch, time, FEATURES]);
      }
    });
  });
});

describe.each(Object.entries(crosses))('%s with a memory', (_name, [particle, memoryFeatures]) => {
  it('gives zeros, or their image, where the memory is empty or masked', () => {
    tidy(() => {
      const weights = patternWeights(particle, { ...sizes, memoryFeatures });
      const x = pattern('x', [1, 2, FEATURES]);
      const masked = {
        x,
        memory: pattern('memory', [1, 3, memoryFeatures]),
        memoryMask: zeros([1, 3], 'bool'),
      };
      const y = runParticle(particle, masked, weights)['y'] as Tensor;
      const bias = weights['output/bias'] ?? zeros([memoryFeatures]);
      expectClose(y, concat([bias, bias]));
      const empty = runParticle(particle, { x, memory: zeros([1, 0, memoryFeatures]) }, weights);
      expectClose(empty['y'] as Tensor, y);
    });
  });
});

describe('causal attention', () => {
  it.each(Object.entries(causals))(
    '%s: a later step changes no earlier output',
    (_name, particle) => {
      const weights = patternWeights(particle, sizes);
      const property = fc.property(
        fc.integer({ min: 0, max: 4 }),
        fc.option(fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 5, maxLength: 5 })),
        (changed, bitsOfMask) => {
          tidy(() => {
            const mask = bitsOfMask === null ? {} : { mask: maskOf([bitsOfMask]) };
            const x = pattern('x', [1, 5, FEATURES]);
            const other = concat(
              [
                slice(x, [0, 0, 0], [1, changed, FEATURES]),
                pattern('other', [1, 5 - changed, FEATURES]),
              ],
              1,
            );
            const [before, after] = [x, other].map((given) =>
              toSequences(runParticle(particle, { x: given, ...mask }, weights)['y'] as Tensor),
            );
            // The same numbers; a zero that nothing is seen for may have another sign.
            expect(after?.[0]?.slice(0, changed)).toEqual(before?.[0]?.slice(0, changed));
            if (bitsOfMask === null)
              expect(after?.[0]?.[changed]).not.toEqual(before?.[0]?.[changed]);
          });
        },
      );
      fc.assert(property, { numRuns: 40 });
    },
  );

  it('is what makes the difference', () => {
    const particle = transformerEncoderBlock({ units: FEATURES, heads: 2 });
    tidy(() => {
      const weights = patternWeights(particle, sizes);
      const x = pattern('x', [1, 2, FEATURES]);
      const other = concat(
        [slice(x, [0, 0, 0], [1, 1, FEATURES]), pattern('o', [1, 1, FEATURES])],
        1,
      );
      const [a, b] = [x, other].map((given) =>
        toSequences(runParticle(particle, { x: given }, weights)['y'] as Tensor),
      );
      expect(a?.[0]?.[0]).not.toEqual(b?.[0]?.[0]);
    });
  });
});

describe('dropout of weights', () => {
  it('keeps their expectation, follows the seed, and leaves the scores that are given alone', () => {
    const particle = dotProductAttention({ dropout: 0.5, returnScores: true });
    const runs = (seed: number, training = true): Tensors =>
      runParticle(particle, { x: fill([4, 50, 2], 1) }, {}, createContext({ training, seed }));
    tidy(() => {
      const [first, again, other] = [runs(1), runs(1), runs(2)].map(({ y }) => y?.dataSync());
      expect(again).toEqual(first);
      expect(other).not.toEqual(first);
      expect(sum(runs(1)['y'] as Tensor).dataSync()[0]).toBeCloseTo(400, -2);
      expectClose(runs(1)['scores'] as Tensor, fill([4, 50, 50], 1 / 50));
      expectClose(runs(1, false)['y'] as Tensor, fill([4, 50, 2], 1));
    });
  });
});

test('two masks are two: one of the queries, one of the keys', () => {
  tidy(() => {
    const particle = multiHeadAttention({
      heads: 1,
      headSize: 2,
      memory: true,
      returnScores: true,
    });
    const { scores } = runParticle(
      particle,
      {
        x: pattern('x', [1, 2, FEATURES]),
        mask: maskOf([[1, 0]]),
        memory: pattern('memory', [1, 3, 3]),
        memoryMask: maskOf([[0, 1, 0]]),
      },
      patternWeights(particle, sizes),
    );
    expectClose(scores as Tensor, tensor([0, 1, 0, 0, 0, 0]));
  });
});
