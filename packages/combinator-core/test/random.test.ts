import '@tensorflow/tfjs-backend-cpu';
import fc from 'fast-check';
import { createContext } from '../src/context.ts';
import { deriveKey, threefry, type Words } from '../src/internal/threefry.ts';
import { createRandom } from '../src/random.ts';
import golden from './golden/elementary.json' with { type: 'json' };
import { errorOf } from './support/errors.ts';
import { expectNoLeak } from './support/leaks.ts';

const words = (key: Words, counter: Words, count = 2): number[] => {
  const out = new Uint32Array(count);
  threefry(key, counter, out);
  return [...out];
};

const draw = (seed: number, count = 1000): Float32Array => {
  const values = createRandom(seed).uniform([count]);
  const data = values.dataSync<'float32'>();
  values.dispose();
  return data;
};

describe('threefry', () => {
  // kat_vectors of Random123 (D. E. Shaw Research), threefry2x32 with 20 rounds.
  it.each([
    [
      [0, 0],
      [0, 0],
      [0x6b200159, 0x99ba4efe],
    ],
    [
      [0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x1cb996fc, 0xbb002be7],
    ],
    [
      [0x13198a2e, 0x03707344],
      [0x243f6a88, 0x85a308d3],
      [0xc4923a9c, 0x483df7a0],
    ],
  ] as const)('gives the published words for key %j and counter %j', (key, counter, expected) => {
    expect(words(key, counter)).toEqual(expected);
  });

  it.each(golden.threefry)('agrees with JAX for key $key', ({ key, counter, words: expected }) => {
    expect(words(key as unknown as Words, counter as unknown as Words)).toEqual(expected);
  });

  it('counts up from block to block, carrying into the second word', () => {
    const row = words([1, 2], [0xffffffff, 5], 6);
    expect(row.slice(0, 2)).toEqual(words([1, 2], [0xffffffff, 5]));
    expect(row.slice(2, 4)).toEqual(words([1, 2], [0, 6]));
    expect(row.slice(4)).toEqual(words([1, 2], [1, 6]));
  });

  it('derives different keys from different names and parents', () => {
    const names = [
      '',
      'a',
      'b',
      'ab',
      'a\0',
      'conv1',
      'conv2',
      'conv1/kernel',
      'é',
      'x'.repeat(100),
    ];
    const keys = [
      [0, 0],
      [1, 0],
      [0, 1],
    ].flatMap((parent) => names.map((name) => deriveKey(parent as unknown as Words, name).join()));
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('createRandom', () => {
  it('gives the same numbers for the same seed and path, in whatever order children are split off', () => {
    const one = createRandom(5);
    one.next();
    const other = createRandom(5);
    other.split('b');
    expect(one.split('a').next()).toBe(other.split('a').next());
    expect(one.split('a').split('b').next()).not.toBe(one.split('b').split('a').next());
  });

  it('gives other numbers for other seeds, negative and large ones too', () => {
    const seeds = [
      0,
      1,
      -1,
      2,
      2 ** 32,
      2 ** 32 + 1,
      Number.MAX_SAFE_INTEGER,
      Number.MIN_SAFE_INTEGER,
    ];
    expect(new Set(seeds.map((seed) => createRandom(seed).next())).size).toBe(seeds.length);
  });

  it('goes on where it stopped', () => {
    const parts = createRandom(3);
    const whole = createRandom(3).uniform([10]);
    const first = parts.uniform([4]);
    const second = parts.uniform([2, 3]);
    expect([...first.dataSync(), ...second.dataSync()]).toEqual([...whole.dataSync()]);
  });

  it('fills large tensors as it fills small ones', () => {
    const large = draw(11, 10_001);
    expect([...draw(11, 5)]).toEqual([...large.slice(0, 5)]);
    expect(new Set(large).size).toBeGreaterThan(9_990);
  });

  it('draws uniform numbers that are uniform', () => {
    const values = draw(1, 100_000);
    const cells = new Array<number>(20).fill(0);
    for (const value of values) cells[Math.floor(value * 20)]! += 1;
    const chiSquared = cells.reduce((sum, count) => sum + (count - 5000) ** 2 / 5000, 0);
    expect(chiSquared).toBeLessThan(43.8); // 19 degrees of freedom, 0.1 %
  });

  it('draws numbers that do not depend on the one before', () => {
    const values = draw(2, 100_000);
    let sum = 0;
    for (let i = 1; i < values.length; i++) sum += (values[i]! - 0.5) * (values[i - 1]! - 0.5);
    expect(Math.abs(sum / (values.length - 1) / (1 / 12))).toBeLessThan(0.015);
  });

  it('draws independent numbers for siblings, parents and children', () => {
    const root = createRandom(8);
    const rows = [root, root.split('a'), root.split('b'), root.split('a').split('a')].map(
      (source) => source.normal([50_000]).dataSync(),
    );
    rows.forEach((row, i) =>
      rows.slice(i + 1).forEach((other) => {
        let sum = 0;
        for (let k = 0; k < row.length; k++) sum += row[k]! * other[k]!;
        expect(Math.abs(sum / row.length)).toBeLessThan(0.02);
      }),
    );
  });

  it('draws normal numbers with the moments of the normal distribution', () => {
    const values = createRandom(4).normal([200_001], 3, 2).dataSync<'float32'>();
    const moment = (power: number): number =>
      values.reduce((sum, value) => sum + ((value - 3) / 2) ** power, 0) / values.length;
    [0, 1, 0, 3].forEach((expected, i) => {
      expect(Math.abs(moment(i + 1) - expected)).toBeLessThan(0.05);
    });
    expect(
      values.filter((value) => Math.abs((value - 3) / 2) > 1.959964).length / 200_001,
    ).toBeCloseTo(0.05, 2);
  });

  it.each([
    [0, 1],
    [1, 2],
    [-2, -1],
    [-1, 0],
    [1000, 1001],
    [-1e-30, 1e-30],
  ])('stays in [%d, %d)', (low, high) => {
    const values = createRandom(9).uniform([100_000], low, high).dataSync();
    expect(values.every((value) => value >= Math.fround(low) && value < high)).toBe(true);
  });

  it('gives the bound where the range is empty', () => {
    expect([...createRandom(1).uniform([2], 3, 3).dataSync()]).toEqual([3, 3]);
  });

  it('draws integers without bias', () => {
    const random = createRandom(6);
    const counts = [0, 0, 0, 0, 0, 0];
    for (let i = 0; i < 60_000; i++) counts[random.integer(6)]! += 1;
    const chiSquared = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(chiSquared).toBeLessThan(20.5); // 5 degrees of freedom, 0.1 %
    const large = Array.from({ length: 2000 }, () => random.integer(3 * 2 ** 30));
    const low = large.filter((value) => value < 2 ** 30).length;
    expect(Math.abs(low - 2000 / 3)).toBeLessThan(90); // a modulo would give half of them
  });

  it('makes permutations of every length', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.integer(), (length, seed) => {
        const order = createRandom(seed).permutation(length);
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length }, (_, i) => i));
      }),
      { numRuns: 50 },
    );
  });

  it('makes all permutations of three equally often', () => {
    const counts = new Map<string, number>();
    const random = createRandom(10);
    for (let i = 0; i < 6000; i++) {
      const key = random.permutation(3).join('');
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(130);
  });

  it.each([
    ['a seed that is no integer', () => createRandom(0.5)],
    ['a seed that is NaN', () => createRandom(NaN)],
    ['a shape that is no shape', () => createRandom(1).uniform([2, -1])],
    ['bounds the wrong way round', () => createRandom(1).uniform([1], 2, 1)],
    ['an infinite range', () => createRandom(1).uniform([1], 0, Infinity)],
    ['a negative deviation', () => createRandom(1).normal([1], 0, -1)],
    ['no choice', () => createRandom(1).integer(0)],
    ['a permutation of no length', () => createRandom(1).permutation(-1)],
  ])('refuses %s', async (_what, run) => {
    await errorOf(run, 'option-invalid');
  });

  it('leaves no tensors behind', () =>
    expectNoLeak(() => {
      const random = createRandom(1).split('x');
      random.uniform([3]).dispose();
      random.normal([3]).dispose();
      random.permutation(4);
    }));
});

describe('createContext', () => {
  it('is for inference by default, and seeded', () => {
    expect(createContext().training).toBe(false);
    expect(createContext({ training: true }).training).toBe(true);
    expect(createContext({ seed: 3 }).random.next()).toBe(createRandom(3).next());
  });
});
