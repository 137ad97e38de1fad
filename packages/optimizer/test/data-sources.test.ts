import '@tensorflow/tfjs-backend-cpu';
import { createRandom, disposeVariables, type Ports } from '@sora-particles/combinator-core';
import {
  fit,
  fromBatches,
  fromExamples,
  type Dataset,
  type FitOptions,
  type PortData,
  type TrainingData,
} from '@sora-particles/optimizer';
import { dispose, tensor } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { readExamples } from '../src/data/examples.ts';
import type { Feed, HostBatch } from '../src/data/feed.ts';
import { memoryFeed } from '../src/data/memory-feed.ts';
import { prefetch } from '../src/data/prefetch.ts';
import { shuffled } from '../src/data/shuffle.ts';
import { expectNoLeak } from './support/no-leak.ts';
import { points, problem, valuesOf } from './support/problem.ts';

expectNoLeak();

const { x, y } = points(20);
const flat = Float32Array.from(x.flat());

describe('the same examples train the same bits', () => {
  const train = async (data: TrainingData, changes: Partial<FitOptions> = {}) => {
    const options = problem({ data, batchSize: 8, shuffle: false, ...changes });
    const { variables } = await fit(options);
    const values = valuesOf(variables);
    disposeVariables(options.variables);
    disposeVariables(variables);
    return values;
  };

  const sources: readonly [string, Dataset | readonly unknown[]][] = [
    ['nested arrays', { x, y }],
    ['typed arrays with a shape', { x: { values: flat, shape: [20, 2] }, y: Uint8Array.from(y) }],
    ['flat typed arrays where the contract states the shape', { x: flat, y: Int32Array.from(y) }],
    ['in double precision', { x: Float64Array.from(x.flat()), y: Float64Array.from(y) }],
    ['one typed array each', { x: x.map((row) => Float32Array.from(row)), y }],
    [
      'one array with a shape each',
      { x: x.map((row) => ({ values: Float32Array.from(row), shape: [2] })), y },
    ],
    ['by port', { x: { x }, y }],
    ['labels as whole floats', { x, y: Float32Array.from(y) }],
    ['a list of examples', x.map((row, i) => ({ x: row, y: y[i]! }))],
  ];

  test.each(sources)('as %s', async (_, data) => {
    expect(await train(data as TrainingData)).toEqual(await train({ x, y }));
  });

  test('as tensors', async () => {
    const data = { x: tensor(x), y: tensor(y, [20], 'int32') };
    expect(await train(data)).toEqual(await train({ x, y }));
    dispose([data.x, data.y]);
  });

  test('as one tensor each', async () => {
    const data = { x: x.map((row) => tensor(row)), y };
    expect(await train(data)).toEqual(await train({ x, y }));
    dispose(data.x);
  });

  const examples = () => x.map((row, i) => ({ x: row, y: y[i]! }));
  function* generator() {
    yield* examples();
  }
  async function* asynchronous() {
    for (const example of examples()) {
      await Promise.resolve();
      yield example;
    }
  }
  const batches = () =>
    [0, 8, 16].map((from) => ({ x: x.slice(from, from + 8), y: y.slice(from, from + 8) }));

  test.each<[string, TrainingData]>([
    ['an iterable', { [Symbol.iterator]: generator } as Iterable<never>],
    ['an async iterable', { [Symbol.asyncIterator]: asynchronous } as AsyncIterable<never>],
    ['a generator function', generator],
    ['an async generator function', asynchronous],
    ['a stream of examples', fromExamples(generator, { count: 20 })],
    ['a stream of batches', fromBatches(batches)],
  ])('as %s', async (_, data) => {
    expect(await train(data, { shuffle: undefined })).toEqual(await train({ x, y }));
  });

  test('as a generator, for one epoch', async () => {
    const found = await train(generator(), { epochs: 1, shuffle: undefined });
    expect(found).toEqual(await train({ x, y }, { epochs: 1 }));
  });

  test('as pixels of 8 bits, for float32 and without a copy of them all', async () => {
    const pixels = Uint8Array.from({ length: 40 }, (_, i) => i * 6);
    const found = await train({ x: pixels, y });
    expect(found).toEqual(await train({ x: Float32Array.from(pixels), y }));
  });
});

describe('reading', () => {
  const read = async (given: PortData, shape: readonly (string | number)[], dtype?: string) => {
    const ports = { x: { shape, ...(dtype !== undefined && { dtype }) } } as unknown as Ports;
    const { inputs } = await readExamples(
      'data',
      { name: 'p', ports },
      { x: given, y: new Uint8Array(2) },
    );
    const feed = memoryFeed(
      { count: 2, inputs, targets: inputs['x'] as never, weights: undefined },
      plan,
    );
    const [batch] = await all(feed);
    return batch?.inputs['x'];
  };
  const plan = { batchSize: 2, dropRemainder: false, shuffle: false, seed: 1 };

  test.each<[string, PortData, readonly (string | number)[], string | undefined, object]>([
    [
      '8 bits for int32',
      new Uint8Array([1, 2]),
      ['batch'],
      'int32',
      { dtype: 'int32', values: Int32Array.of(1, 2) },
    ],
    [
      '8 bits for float32',
      new Uint8Array([1, 2]),
      ['batch'],
      'float32',
      { dtype: 'float32', values: Float32Array.of(1, 2) },
    ],
    [
      'whole numbers for int32',
      [[1], [-2]],
      ['batch', 1],
      'int32',
      { dtype: 'int32', values: Int32Array.of(1, -2) },
    ],
    [
      'yes and no for bool',
      [true, false],
      ['batch'],
      'bool',
      { dtype: 'bool', values: Uint8Array.of(1, 0) },
    ],
    [
      'anything where nothing is said',
      [1, 2],
      ['batch'],
      undefined,
      { dtype: 'float32', values: Float32Array.of(1, 2) },
    ],
    [
      'images one by one',
      [new Uint8Array(4).fill(1), new Uint8Array(4).fill(2)],
      ['batch', 2, 2, 1],
      'float32',
      { shape: [2, 2, 2, 1] },
    ],
  ])('%s', async (_, given, shape, dtype, expected) => {
    expect(await read(given, shape, dtype)).toMatchObject(expected);
  });

  test('never shares memory with the data', async () => {
    const given = Float32Array.of(1, 2);
    const column = await read(given, ['batch'], 'float32');
    given.fill(9);
    expect(column).toMatchObject({ values: Float32Array.of(1, 2) });
  });
});

describe('batches', () => {
  const feedOf = async (
    count: number,
    batchSize: number,
    dropRemainder: boolean,
    shuffle = true,
  ) => {
    const ports: Ports = { x: { shape: ['batch'], dtype: 'int32' } };
    const data = { x: Int32Array.from({ length: count }, (_, i) => i), y: new Uint8Array(count) };
    const examples = await readExamples('data', { name: 'p', ports }, data);
    return memoryFeed(examples, { batchSize, dropRemainder, shuffle, seed: 3 });
  };
  const seen = (batches: readonly HostBatch[]): number[] =>
    batches.flatMap(({ inputs }) => {
      const { x } = inputs;
      return x?.kind === 'numbers' ? Array.from(x.values) : [];
    });

  test('hold every example once, in full batches but for the last', async () => {
    const sizes = fc.integer({ min: 1, max: 50 });
    await fc.assert(
      fc.asyncProperty(sizes, sizes, fc.boolean(), async (count, batchSize, drop) => {
        const feed = await feedOf(count, batchSize, drop);
        const batches = await all(feed);
        const kept = drop ? count - (count % batchSize) : count;
        expect(batches).toHaveLength(feed.batches!);
        expect(feed.examples).toBe(kept);
        expect(batches.slice(0, -1).every(({ size }) => size === batchSize)).toBe(true);
        expect(new Set(seen(batches)).size).toBe(kept);
        if (!drop)
          expect(seen(batches).sort((a, b) => a - b)).toEqual(
            Array.from({ length: count }, (_, i) => i),
          );
      }),
    );
  });

  test('come in another order each epoch, and in the same for the same epoch', async () => {
    const feed = await feedOf(50, 8, false);
    const [first, again, second] = [await all(feed, 1), await all(feed, 1), await all(feed, 2)];
    expect(seen(first)).toEqual(seen(again));
    expect(seen(first)).not.toEqual(seen(second));
    expect(seen(await all(await feedOf(50, 8, false, false)))).toEqual(
      Array.from({ length: 50 }, (_, i) => i),
    );
  });
});

describe('a shuffle buffer', () => {
  const through = async (size: number, seed = 1) => {
    const items: number[] = [];
    for await (const item of shuffled(count(100), size, createRandom(seed))) items.push(item);
    return items;
  };
  async function* count(to: number) {
    for (let i = 0; i < to; i++) yield await Promise.resolve(i);
  }

  test.each([0, 1, 7, 100, 1000])('of %d keeps every item', async (size) => {
    const items = await through(size);
    expect(items.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
    if (size === 0) expect(items).toEqual(items.toSorted((a, b) => a - b));
    if (size > 1) expect(items).not.toEqual(items.toSorted((a, b) => a - b));
    expect(await through(size)).toEqual(items);
  });

  test('gives nothing later than its size allows', async () => {
    const items = await through(10);
    expect(items.every((item, at) => item <= at + 10)).toBe(true);
  });
});

describe('prefetching', () => {
  test('asks for one item more than is in use, and gives back what nobody takes', async () => {
    let asked = 0;
    const discarded: number[] = [];
    async function* source() {
      for (;;) yield await Promise.resolve(asked++);
    }
    for await (const item of prefetch(source(), (left) => discarded.push(left))) {
      await Promise.resolve();
      if (item === 3) break;
    }
    expect(asked).toBe(5);
    expect(discarded).toEqual([4]);
  });

  test('gives an error in its turn', async () => {
    async function* source() {
      yield await Promise.resolve(1);
      throw new RangeError('second');
    }
    const items: number[] = [];
    const run = async () => {
      for await (const item of prefetch(source(), () => undefined)) items.push(item);
    };
    await expect(run()).rejects.toThrow('second');
    expect(items).toEqual([1]);
  });
});

async function all(feed: Feed, epoch = 1): Promise<HostBatch[]> {
  const batches: HostBatch[] = [];
  for await (const batch of feed.open(epoch)) batches.push(batch);
  return batches;
}
