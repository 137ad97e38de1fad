import '@tensorflow/tfjs-backend-cpu';
import {
  type AnyParticle,
  defineParticle,
  disposeVariables,
  graph,
  initialize,
  type Variables,
} from '@sora-particles/combinator-core';
import { dense } from '@sora-particles/combinator-core/elementary';
import {
  type BucketOptions,
  evaluate,
  fit,
  fromExamples,
  sparseCategoricalCrossEntropy,
} from '@sora-particles/optimizer';
import { cast, expandDims, mul } from '@tensorflow/tfjs-core';
import { bucketFeed } from '../src/data/bucket-feed.ts';
import { bucketsOf } from '../src/data/buckets.ts';
import type { HostBatch } from '../src/data/feed.ts';
import type { Examples } from '../src/data/examples.ts';
import { expectNoLeak } from './support/no-leak.ts';
import { problem, valuesOf } from './support/problem.ts';
import { expectRejection } from './support/rejection.ts';

expectNoLeak();

/** Gives 0 for each step that is padding, and remembers the lengths that it has seen. */
const seenLengths = new Set<number>();
const masked = defineParticle({
  kind: 'test/masked@1',
  name: 'masked',
  input: {
    x: { shape: ['batch', 'time', 'n'], dtype: 'float32' },
    mask: { shape: ['batch', 'time'], dtype: 'bool' },
  },
  output: { y: { shape: ['batch', 'time', 'n'], dtype: 'float32' } },
  run: (_context, { x, mask }) => {
    seenLengths.add(x.shape[1] ?? 0);
    return { outputs: { y: mul(x, cast(expandDims(mask, 2), 'float32')) } };
  },
});

const particle: AnyParticle = graph({
  x: { shape: ['batch', 'time', 2], dtype: 'float32' },
  mask: { shape: ['batch', 'time'], dtype: 'bool' },
})
  .node('dense', dense({ units: 3 }), { x: 'x' })
  .node('masked', masked, { x: 'dense', mask: 'mask' })
  .output({ y: 'masked' });

const TIME = 12;
const COUNT = 50;
const lengths = Array.from({ length: COUNT }, (_, i) => 1 + ((i * 7) % TIME));
const rows = (width: number, at: (i: number, t: number) => number) =>
  lengths.map((length, i) =>
    Array.from({ length: TIME }, (_, t) =>
      Array.from({ length: width }, (_, k) => (t < length ? at(i, t) + k : 0)),
    ),
  );
const data = {
  x: {
    x: rows(2, (i, t) => Math.sin(i + t)),
    mask: lengths.map((length) => Array.from({ length: TIME }, (_, t) => t < length)),
  },
  // The classes 1 and 2, and 0 for padding, which does not count.
  y: lengths.map((length, i) =>
    Array.from({ length: TIME }, (_, t) => (t < length ? 1 + ((i + t) % 2) : 0)),
  ),
};
const boundaries = [4, 8];
const length: BucketOptions['length'] = ({ x }) =>
  (x['mask'] as Uint8Array).reduce((sum, one) => sum + one, 0);
const trim = ['x.x', 'x.mask', 'y'];

const options = (variables: Variables) => ({
  ...problem({
    particle,
    variables,
    loss: sparseCategoricalCrossEntropy({ ignoreClass: 0 }),
    metrics: [],
    data,
  }),
  epochs: 2,
  batchSize: 8,
});

async function lossesOf(variables: Variables, bucketByLength: BucketOptions) {
  const losses: number[] = [];
  seenLengths.clear();
  const result = await fit({
    ...options(variables),
    bucketByLength,
    onEvent: (event) => {
      if (event.type === 'batchEnd') losses.push(event.loss);
    },
  });
  return { losses, result, seen: [...seenLengths].sort((a, b) => a - b) };
}

/** Examples whose only input is their own number. */
const numbered = (count: number): Examples => ({
  count,
  inputs: { x: table(count) },
  targets: table(count),
  weights: undefined,
});
const table = (count: number) => ({
  kind: 'numbers' as const,
  count,
  itemShape: [],
  dtype: 'int32' as const,
  storage: Int32Array.from({ length: count }, (_, i) => i),
});

async function collect(seed: number, epoch: number, dropRemainder = false) {
  const plan = { batchSize: 8, dropRemainder, shuffle: true, seed };
  const own = bucketsOf('data', numbered(COUNT), {
    boundaries,
    length: ({ y }) => lengths[y[0] ?? 0] ?? 0,
  });
  const feed = bucketFeed(own, plan);
  const batches: number[][] = [];
  for await (const { targets } of feed.open(epoch) as AsyncIterable<HostBatch>) {
    batches.push(targets.kind === 'numbers' ? [...targets.values] : []);
  }
  return { batches, feed };
}

const bucketOf = (row: number) => {
  const own = lengths[row] ?? 0;
  return boundaries.findIndex((boundary) => own <= boundary);
};

test('each example comes once an epoch, in a batch with those of its bucket', async () => {
  const { batches, feed } = await collect(3, 1);
  expect(batches.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: COUNT }, (_, i) => i));
  for (const batch of batches) expect(new Set(batch.map(bucketOf)).size).toBe(1);
  expect([feed.examples, feed.batches]).toEqual([COUNT, batches.length]);
  const partial = batches.findIndex((batch) => batch.length < 8);
  expect(batches.slice(partial).every((batch) => batch.length < 8)).toBe(true);
});

test('dropRemainder leaves out what does not fill a batch of its bucket', async () => {
  const { batches, feed } = await collect(3, 1, true);
  expect(batches.every((batch) => batch.length === 8)).toBe(true);
  expect([feed.examples, feed.batches]).toEqual([batches.length * 8, batches.length]);
});

test('the order depends on the seed and the epoch, and on nothing else', async () => {
  const [first, again, other, next] = [
    await collect(3, 1),
    await collect(3, 1),
    await collect(4, 1),
    await collect(3, 2),
  ];
  expect(again.batches).toEqual(first.batches);
  expect(other.batches).not.toEqual(first.batches);
  expect(next.batches).not.toEqual(first.batches);
});

const expectClose = (found: readonly number[], expected: readonly number[]) => {
  expect(found).toHaveLength(expected.length);
  found.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i] ?? NaN, 5);
  });
};

test('what is cut off was padding: losses and weights are those of the same batches in full length', async () => {
  const variables = initialize(particle, { seed: 1, bindings: { in: 2 } });
  const full = await lossesOf(variables, { boundaries, length });
  const cut = await lossesOf(variables, { boundaries, length, trim });
  expect([full.seen, cut.seen]).toEqual([[12], [4, 8, 12]]);
  expect(cut.losses.length).toBeGreaterThan(10);
  expectClose(cut.losses, full.losses);
  const weights = [cut, full].map(({ result }) => valuesOf(result.variables));
  for (const path of ['dense/kernel', 'dense/bias']) {
    expectClose(weights[0]?.[path] ?? [], weights[1]?.[path] ?? []);
  }
  disposeVariables(variables);
  disposeVariables(full.result.variables);
  disposeVariables(cut.result.variables);
});

test('evaluate gives the same figures in buckets', async () => {
  const variables = initialize(particle, { seed: 1, bindings: { in: 2 } });
  const { loss } = options(variables);
  const judged = { particle, variables, loss, data };
  const plain = await evaluate(judged);
  const found = await evaluate({ ...judged, bucketByLength: { boundaries, length, trim } });
  expect(found['loss']).toBeCloseTo(plain['loss'] ?? NaN, 5);
  disposeVariables(variables);
});

test('equal seeds give equal bits', async () => {
  const variables = initialize(particle, { seed: 1, bindings: { in: 2 } });
  const base = {
    ...options(variables),
    bucketByLength: { boundaries, length, trim },
  };
  const [one, two] = [await fit(base), await fit(base)];
  expect(valuesOf(two.variables)).toEqual(valuesOf(one.variables));
  expect(valuesOf(one.variables)).not.toEqual(valuesOf(variables));
  for (const owned of [variables, one.variables, two.variables]) disposeVariables(owned);
});

test.each([
  ['no boundary', { boundaries: [], length }, 'option-invalid'],
  ['boundaries that fall', { boundaries: [8, 4], length }, 'option-invalid'],
  ['a boundary of a half', { boundaries: [0.5], length }, 'option-invalid'],
  ['no length', { boundaries }, 'option-missing'],
  ['an unknown option', { boundaries, length, size: 3 }, 'option-unknown'],
  ['a length that is no number', { boundaries, length: () => NaN }, 'value-invalid'],
  ['a length below 0', { boundaries, length: () => -1 }, 'value-invalid'],
  ['a port that there is not', { boundaries, length, trim: ['x.z'] }, 'port-unknown'],
  ['a length that leaves out tokens', { boundaries, length: () => 2, trim }, 'value-invalid'],
  [
    'inputs that are cut and others that are not',
    { boundaries, length, trim: ['x.x'] },
    'axis-mismatch',
  ],
] as const)('%s is refused', async (_, bucketByLength, code) => {
  const variables = initialize(particle, { seed: 1, bindings: { in: 2 } });
  const given = { ...options(variables), bucketByLength: bucketByLength as never };
  await expectRejection(fit(given), { code });
  const { loss } = given;
  const judged = { particle, variables, loss, data, bucketByLength: bucketByLength as never };
  await expectRejection(evaluate(judged), { code });
  disposeVariables(variables);
});

test('a stream is refused', async () => {
  const variables = initialize(particle, { seed: 1, bindings: { in: 2 } });
  const stream = fromExamples(() => []);
  await expectRejection(
    fit({ ...options(variables), data: stream, bucketByLength: { boundaries, length } }),
    { code: 'option-invalid', path: 'bucketByLength' },
  );
  disposeVariables(variables);
});
