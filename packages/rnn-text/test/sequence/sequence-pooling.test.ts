import '@tensorflow/tfjs-backend-cpu';
import { registerGradients } from '@sora-particles/combinator-core';
import { sequencePooling, type PoolingMode } from '@sora-particles/rnn-text';
import { grad, memory, ones, tidy, zeros, type Tensor } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { toSequences } from '../support/attention.ts';
import { expectClose } from '../support/close.ts';
import { pattern } from '../support/pattern.ts';
import { maskOf, runParticle } from '../support/run-particle.ts';

beforeAll(registerGradients);

/** One row of the steps that count, as plain loops. */
const byLoops: Readonly<Record<PoolingMode, (steps: readonly (readonly number[])[]) => number[]>> =
  {
    average: (steps) =>
      columns(steps, (column) => column.reduce((sum, value) => sum + value, 0) / column.length),
    max: (steps) => columns(steps, (column) => Math.max(...column)),
    first: (steps) => columns(steps, (column) => column[0] ?? NaN),
    last: (steps) => columns(steps, (column) => column.at(-1) ?? NaN),
  };

const modes = Object.keys(byLoops) as PoolingMode[];

describe.each(modes)('sequencePooling: %s', (mode) => {
  const pool = (x: Tensor, mask?: Tensor): Tensor =>
    runParticle(sequencePooling({ mode }), { x, ...(mask && { mask }) })['y'] as Tensor;

  it('equals plain loops over the steps that are there; zeros for none', () => {
    const row = fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 4, maxLength: 4 });
    const property = fc.property(fc.array(row, { minLength: 2, maxLength: 2 }), (rows) => {
      const before = memory().numTensors;
      tidy(() => {
        const x = pattern('x', [2, 4, 3]);
        const expected = toSequences(x).flatMap((steps, b) =>
          byLoops[mode](steps.filter((_, t) => rows[b]?.[t] === 1)),
        );
        expectClose(pool(x, maskOf(rows)), expected, 1e-6);
      });
      expect(memory().numTensors).toBe(before);
    });
    fc.assert(property, { numRuns: 40 });
  });

  it('counts every step without a mask, as with a mask of ones', () => {
    tidy(() => {
      const x = pattern('x', [2, 5, 3]);
      const expected = toSequences(x).flatMap(byLoops[mode]);
      expectClose(pool(x), expected, 1e-6);
      expectClose(pool(x, ones([2, 5], 'bool')), expected, 1e-6);
    });
  });

  it('sends no gradient to steps that are masked', () => {
    tidy(() => {
      const mask = maskOf([
        [1, 1, 0],
        [0, 0, 0],
      ]);
      const slope = grad((x: Tensor) => pool(x, mask))(pattern('x', [2, 3, 2]), ones([2, 2]));
      const [first, second] = toSequences(slope);
      expect(first?.[2]).toEqual([0, 0]);
      expectClose(second?.flat() ?? [], [0, 0, 0, 0, 0, 0]);
      expectClose(
        columns(first ?? [], (column) => column.reduce((a, b) => a + b, 0)),
        [1, 1],
      );
    });
  });

  it('takes no text, and texts of one step and of none', () => {
    tidy(() => {
      expect(pool(zeros([0, 3, 2])).shape).toEqual([0, 2]);
      expectClose(pool(ones([1, 1, 2])), [1, 1]);
      expectClose(pool(ones([2, 0, 2]), ones([2, 0], 'bool')), [0, 0, 0, 0]);
    });
  });
});

/** Reduces each of the three features; zeros where there are no steps. */
function columns(
  steps: readonly (readonly number[])[],
  reduce: (column: readonly number[]) => number,
): number[] {
  const size = steps[0]?.length ?? 3;
  return Array.from({ length: size }, (_, f) =>
    steps.length === 0 ? 0 : reduce(steps.map((step) => step[f] ?? NaN)),
  );
}
