import '@tensorflow/tfjs-backend-cpu';
import { matMul, reshape, transpose } from '@tensorflow/tfjs-core';
import { createInitialValue, initializerNames, isInitializer } from '../src/initializers.ts';
import type { Initializer, InitializerName } from '../src/particle.ts';
import { createRandom } from '../src/random.ts';
import golden from './golden/elementary.json' with { type: 'json' };
import { errorOf } from './support/errors.ts';
import { expectNoLeak } from './support/leaks.ts';

const make = (initializer: Initializer, shape: readonly number[], seed = 1) =>
  createInitialValue(initializer, shape, createRandom(seed));

describe('createInitialValue', () => {
  it.each(golden.initializers)(
    'spreads $initializer $shape as Keras does',
    ({ initializer, shape, standardDeviation, largest }) => {
      const values = [...make(initializer as InitializerName, shape).dataSync()];
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
      const extreme = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      expect(Math.abs(mean) / standardDeviation).toBeLessThan(0.03);
      expect(Math.sqrt(variance) / standardDeviation).toBeCloseTo(1, 1);
      expect(extreme / largest).toBeCloseTo(1, 1);
    },
  );

  it.each([
    ['zeros', [0, 0]],
    ['ones', [1, 1]],
    [{ type: 'constant', value: 2.5 }, [2.5, 2.5]],
  ] as const)('fills with %j', (initializer, expected) => {
    expect([...make(initializer, [2]).dataSync()]).toEqual(expected);
  });

  it('draws uniform and normal numbers as told', () => {
    const uniform = make({ type: 'uniform', low: 2, high: 3 }, [1000]).dataSync();
    expect(Math.min(...uniform)).toBeGreaterThanOrEqual(2);
    expect(Math.max(...uniform)).toBeLessThan(3);
    const normal = make(
      { type: 'normal', mean: 5, standardDeviation: 0.1 },
      [1000],
    ).dataSync<'float32'>();
    expect(normal.reduce((sum, value) => sum + value, 0) / 1000).toBeCloseTo(5, 1);
  });

  it.each([
    [[4, 4], 1],
    [[7, 3], 2],
    [[3, 8], 1],
    [[2, 2, 3, 5], 1],
    [[6], 1],
    [[64, 64], 1],
  ])('makes %j orthonormal', (shape, gain) => {
    const value = make({ type: 'orthogonal', gain }, shape);
    const matrix = reshape(value, [-1, shape.at(-1)!]);
    const [rows, columns] = matrix.shape as [number, number];
    const product =
      rows >= columns ? matMul(transpose(matrix), matrix) : matMul(matrix, transpose(matrix));
    const size = Math.min(rows, columns);
    const worst = product
      .dataSync<'float32'>()
      .map((value, i) => Math.abs(value - (i % (size + 1) === 0 ? gain * gain : 0)))
      .reduce((most, value) => Math.max(most, value), 0);
    expect(worst).toBeLessThan(1e-5);
  });

  it('fills equal blocks of the last axis one after the other', async () => {
    const blocks = ['zeros', 'ones', { type: 'constant', value: 3 }] as const;
    const value = make({ type: 'blocks', blocks }, [2, 6]);
    const row = [0, 0, 1, 1, 3, 3];
    expect([...value.dataSync()]).toEqual([...row, ...row]);
    await expectNoLeak(async () => {
      await errorOf(() => make({ type: 'blocks', blocks }, [7]), 'option-invalid');
      make({ type: 'blocks', blocks }, [3]).dispose();
    });
  });

  it('repeats itself for the same seed only', () => {
    const random = initializerNames.filter((name) => name !== 'zeros' && name !== 'ones');
    for (const name of random) {
      expect([...make(name, [3, 4], 7).dataSync()]).toEqual([...make(name, [3, 4], 7).dataSync()]);
      expect([...make(name, [3, 4], 7).dataSync()]).not.toEqual([
        ...make(name, [3, 4], 8).dataSync(),
      ]);
    }
  });

  it('leaves nothing but the value', () =>
    expectNoLeak(() => {
      for (const name of initializerNames) make(name, [3, 4]).dispose();
    }));
});

describe('isInitializer', () => {
  it.each([
    ...initializerNames,
    { type: 'constant', value: 0 },
    { type: 'uniform', low: 0, high: 1 },
    { type: 'normal', mean: 0, standardDeviation: 1 },
    { type: 'orthogonal', gain: 2 },
    { type: 'blocks', blocks: ['zeros', { type: 'constant', value: 1 }] },
  ])('accepts %j', (value) => {
    expect(isInitializer(value)).toBeUndefined();
  });

  it.each([
    'glorot',
    7,
    null,
    {},
    { type: 'constant' },
    { type: 'constant', value: NaN },
    { type: 'constant', value: 1, seed: 3 },
    { type: 'toString' },
    { type: 'glorotUniform' },
    { type: 'blocks', blocks: [] },
    { type: 'blocks', blocks: ['zeros', 'glorot'] },
    { type: 'blocks', blocks: [{ type: 'blocks', blocks: ['zeros'] }] },
  ])('refuses %j', (value) => {
    expect(isInitializer(value)).toMatch(/an initializer: one of/);
  });
});
