import fc from 'fast-check';
import { backend_util } from '@tensorflow/tfjs-core';
import { type Data, expectClose, random, runOn, startWasm, ways } from './support/backends.ts';

describe.each(ways)('$way', ({ simd }) => {
  beforeAll(() => startWasm(simd));

  interface Case {
    readonly shape: [number, number, number, number];
    readonly filterSize: [number, number];
    readonly strides: [number, number];
    readonly pad: 'valid' | 'same';
  }

  const cases: fc.Arbitrary<Case> = fc.record({
    shape: fc.tuple(
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 3, max: 8 }),
      fc.integer({ min: 3, max: 8 }),
      fc.integer({ min: 1, max: 5 }),
    ),
    filterSize: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    strides: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    pad: fc.constantFrom('valid' as const, 'same' as const),
  });

  /** `levels` few distinct values make ties common. */
  async function inputsOf(c: Case, seed: number, levels?: number): Promise<Record<string, Data>> {
    const info = backend_util.computePool2DInfo(c.shape, c.filterSize, c.strides, 1, c.pad);
    const raw = random(c.shape, seed);
    const input =
      levels === undefined
        ? raw
        : { ...raw, values: raw.values.map((v) => Math.max(0, Math.round(v * levels))) };
    const output = await runOn('cpu', 'MaxPool', { x: input }, c);
    return { input, output, dy: random(info.outShape, seed + 1) };
  }

  describe.each(['MaxPoolGrad', 'AvgPoolGrad'])('%s', (kernel) => {
    test.each([{ of: 'distinct values' }, { of: 'values with ties', levels: 2 }])(
      'agrees with the cpu backend on $of',
      async ({ levels }) => {
        await fc.assert(
          fc.asyncProperty(cases, fc.nat(1e6), async (c, seed) => {
            const inputs = await inputsOf(c, seed, levels);
            expectClose(
              await runOn('wasm', kernel, inputs, c),
              await runOn('cpu', kernel, inputs, c),
            );
          }),
          { numRuns: 120, seed: 4 },
        );
      },
    );
  });

  describe('the gradient of max pooling', () => {
    const shape = [1, 2, 4, 1];
    const attributes = { filterSize: 2, strides: 2, pad: 'valid' };

    test('passes a NaN of dy to the place of the maximum, and to no other', async () => {
      const input = { shape, values: [1, 5, 7, 8, -1, 2, 3, 9] };
      const output = { shape: [1, 1, 2, 1], values: [5, 9] };
      const dy = { shape: [1, 1, 2, 1], values: [Number.NaN, 4] };
      const { values } = await runOn('wasm', 'MaxPoolGrad', { input, output, dy }, attributes);
      expect(values).toEqual([0, Number.NaN, 0, 0, 0, 0, 0, 4]);
    });

    test('does not lose the gradient of a window of NaN', async () => {
      const { NaN: nan } = Number;
      const input = { shape, values: [nan, nan, 7, 8, nan, nan, 3, 9] };
      const output = await runOn('wasm', 'MaxPool', { x: input }, attributes);
      const dy = { shape: [1, 1, 2, 1], values: [1, 4] };
      const { values } = await runOn('wasm', 'MaxPoolGrad', { input, output, dy }, attributes);
      expect(values.reduce((a, b) => a + b)).toBe(5);
    });
  });
});
