import fs from 'node:fs';
import { tmpdir } from 'node:os';
import * as tf from '@tensorflow/tfjs-core';
import { jit } from '../../src/index.ts';
import { startNative } from '../support/native.ts';
import { counts, errorOf, take } from '../support/tensors.ts';

beforeAll(startNative);

const once = { verify: false, name: 'fn' } as const;

describe('the second trace', () => {
  const cases: readonly [what: string, make: () => (x: tf.Tensor) => tf.Tensor, reason: RegExp][] =
    [
      [
        'a counter',
        () => {
          let n = 0;
          return (x) => tf.mul(x, ++n);
        },
        /differ in a constant/,
      ],
      [
        'another path',
        () => {
          let n = 0;
          return (x) => (++n % 2 === 0 ? tf.neg(x) : tf.abs(x));
        },
        /differ in (Abs|Neg)/,
      ],
      [
        'a number in the result',
        () => {
          let n = 0;
          return (x) => Object.assign([tf.neg(x), ++n], {}) as unknown as tf.Tensor;
        },
        /differ in a result/,
      ],
    ];
  test.each(cases)('finds %s', (_, make, reason) => {
    const [eager, notices] = [make(), [] as string[]];
    const fn = jit(make(), { name: 'fn', onNotice: (notice) => notices.push(notice) });
    for (let i = 0; i < 5; i++) {
      const expected = [eager(tf.scalar(3))].flat() as (tf.Tensor | number)[];
      const given = [fn(tf.scalar(3))].flat() as (tf.Tensor | number)[];
      const read = (value: tf.Tensor | number) => (typeof value === 'number' ? value : take(value));
      expect(given.map(read)).toEqual(expected.map(read));
    }
    expect(notices).toEqual([expect.stringMatching(reason)]);
    fn.dispose();
  });

  test('finds that a tensor of the closure is another one', () => {
    const scales = [tf.scalar(2), tf.scalar(3), tf.scalar(4)];
    let now = scales[0]!;
    const fn = jit((x: tf.Tensor) => tf.mul(x, now), { onNotice: () => undefined });
    const results = scales.map((scale) => {
      now = scale;
      return take(fn(tf.scalar(10)))[0];
    });
    expect(results).toEqual([20, 30, 40]);
    expect(fn.explain()).toContain('two traces differ in a captured tensor');
    fn.dispose();
    tf.dispose(scales);
  });

  test('is right where nothing differs, and the third call runs the graph', () => {
    let calls = 0;
    const fn = jit((x: tf.Tensor) => (calls++, tf.add(x, 1)));
    expect([1, 2, 3, 4].map((value) => take(fn(tf.scalar(value)))[0])).toEqual([2, 3, 4, 5]);
    expect(calls).toBe(2);
    fn.dispose();
  });
});

describe('nothing is left behind', () => {
  const folders = () => fs.readdirSync(tmpdir()).filter((name) => name.startsWith('sora-graph-'));

  test('tensors stay as many, on success, error and eviction; dispose releases the rest', () => {
    const captured = tf.tidy(() => tf.add([1, 2, 3], 0));
    const v = tf.tidy(() => tf.variable(tf.add(0, 1)));
    const start = counts();
    const fn = jit(
      (x: tf.Tensor, fails: boolean) => {
        v.assign(tf.add(v, 1));
        if (fails) throw new RangeError('on purpose');
        return [tf.mul(x, captured), x, v];
      },
      { ...once, cacheSize: 2 },
    );
    const call = (rows: number, fails = false): void => {
      const x = tf.tidy(() => tf.add(tf.ones([rows, 3]), 0));
      try {
        tf.dispose(fn(x, fails));
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
      x.dispose();
    };
    call(1);
    const one = counts();
    expect(one).toEqual({ ...start, tensors: start.tensors + 1, sessions: start.sessions + 1 });
    for (let i = 0; i < 3; i++) call(1);
    expect(counts()).toEqual(one);
    for (let i = 0; i < 3; i++) call(1, true);
    expect(counts()).toEqual(one);
    for (let i = 0; i < 3; i++) for (const rows of [1, 2, 3, 4]) call(rows);
    expect(counts().sessions).toBe(start.sessions + 2);
    expect(fn.reports().map(({ signature }) => signature)).toEqual([
      'float32[3,3], false',
      'float32[4,3], false',
    ]);
    fn.dispose();
    fn.dispose();
    expect(counts()).toEqual(start);
    expect(errorOf(() => fn(tf.scalar(1), false), 'disposed').path).toBe('fn');
    tf.dispose([captured, v]);
  });

  test('the signature that was used last stays', () => {
    const traced: number[] = [];
    const fn = jit((x: tf.Tensor) => (traced.push(x.size), tf.neg(x)), { ...once, cacheSize: 2 });
    for (const size of [1, 2, 1, 3, 1, 2]) fn(tf.ones([size])).dispose();
    expect(traced).toEqual([1, 2, 3, 2]);
    fn.dispose();
  });

  test('no folder', () => {
    const before = folders();
    const fn = jit((x: tf.Tensor) => tf.neg(x), once);
    fn(tf.scalar(1)).dispose();
    expect(folders()).toEqual(before);
    fn.dispose();
  });

  test('where the disk is full, it runs eagerly', () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
    const write = jest.spyOn(fs, 'writeFileSync').mockImplementation(() => {
      throw full;
    });
    const before = folders();
    const notices: string[] = [];
    const fn = jit((x: tf.Tensor) => tf.neg(x), {
      ...once,
      onNotice: (note) => notices.push(note),
    });
    for (let i = 0; i < 2; i++) expect(take(fn(tf.scalar(1)))).toEqual([-1]);
    expect(write).toHaveBeenCalledTimes(1);
    write.mockRestore();
    expect(folders()).toEqual(before);
    expect(notices).toEqual([expect.stringMatching(/does not take the graph: ENOSPC/)]);
    fn.dispose();
  });
});

describe('within other things', () => {
  test('inside of a gradient it is the plain function, so that gradients flow', () => {
    const fn = jit((x: tf.Tensor) => tf.square(x), once);
    for (let i = 0; i < 3; i++) expect(take(fn(tf.scalar(3)))).toEqual([9]);
    expect(take(tf.grad((x) => fn(x))(tf.scalar(3)))).toEqual([6]);
    fn.dispose();
  });

  test('inside of another traced function it becomes a part of that graph', () => {
    const inner = jit((x: tf.Tensor) => tf.square(x), { ...once, name: 'inner' });
    inner(tf.scalar(1)).dispose();
    inner(tf.scalar(1)).dispose();
    const outer = jit((x: tf.Tensor) => tf.add(inner(x), 1), { ...once, strict: true });
    for (const value of [1, 2, 3]) expect(take(outer(tf.scalar(value)))).toEqual([value ** 2 + 1]);
    expect(outer.reports()).toMatchObject([{ operations: { Square: 1, Add: 1 } }]);
    tf.tidy(() => (inner.dispose(), outer.dispose()));
  });

  test('inside of a tidy its results belong to the tidy, the tensors that it keeps do not', () => {
    const captured = tf.scalar(2);
    const fn = jit((x: tf.Tensor) => tf.mul(x, captured), once);
    const x = tf.scalar(3);
    tf.tidy(() => void fn(x));
    const before = tf.memory().numTensors;
    for (let i = 0; i < 3; i++) tf.tidy(() => void fn(x));
    expect(tf.memory().numTensors).toBe(before);
    expect(take(fn(x))).toEqual([6]);
    fn.dispose();
    tf.dispose([captured, x]);
  });
});

describe('a wrong call', () => {
  const fn = jit(
    (table: tf.Tensor, index: tf.Tensor) => tf.gather(table, tf.cast(index, 'int32')),
    once,
  );

  test('an index out of range, which the graph finds, is a typed error that changes nothing', () => {
    const table = tf.tensor1d([1, 2, 3]);
    take(fn(table, tf.tensor1d([0, 2])));
    expect(take(fn(table, tf.tensor1d([1, 0])))).toEqual([2, 1]);
    const index = tf.tensor1d([3, 7]);
    const before = tf.memory().numTensors;
    expect(errorOf(() => fn(table, index), 'value-out-of-range').message).toContain('not in [0, 3)');
    expect(tf.memory().numTensors).toBe(before);
    expect(take(fn(table, tf.tensor1d([1, 0])))).toEqual([2, 1]);
  });

  test('a tensor that is gone', () => {
    const gone = tf.scalar(1);
    gone.dispose();
    expect(errorOf(() => fn(gone, tf.scalar(1)), 'disposed').summary).toContain('argument 0');
  });

  test.each<[string, () => unknown]>([
    ['a typed array', () => new Float32Array(2)],
    ['a symbol', () => Symbol('s')],
    [
      'a circle',
      () => {
        const circle: Record<string, unknown> = {};
        return (circle['self'] = circle);
      },
    ],
  ])('%s', (_, make) => {
    const identity = jit((x: unknown) => (void x, tf.scalar(1)), once);
    expect(errorOf(() => identity(make()), 'value-invalid').path).toBe('fn');
    identity.dispose();
  });

  test('a function that gives a promise', () => {
    const wait = jit(async (x: tf.Tensor) => (await Promise.resolve(), x), once);
    const x = tf.scalar(1);
    for (let i = 0; i < 2; i++) expect(errorOf(() => wait(x), 'host-only').path).toBe('fn');
  });
});

test.each<[string, (x: tf.Tensor) => tf.Tensor]>([
  ['times 0', (x) => tf.mul(x, tf.zeros([4]))],
  ['times 0 on the left', (x) => tf.mul(0, x)],
  ['0 divided by it', (x) => tf.div(tf.zerosLike(x), x)],
  ['plus 0', (x) => tf.add(x, 0)],
  ['minus itself', (x) => tf.sub(x, x)],
  ['relu', (x) => tf.relu(x)],
  ['matMul with zeros', (x) => tf.matMul(tf.reshape<tf.Rank.R2>(x, [1, 4]), tf.zeros([4, 1]))],
])('NaN and infinities come through as eagerly: %s', (_, fn) => {
  const graph = jit(fn, { strict: true });
  const x = tf.tensor1d([NaN, Infinity, -Infinity, 1]);
  for (let i = 0; i < 4; i++) expect(take(graph(x))).toEqual(take(fn(x)));
  graph.dispose();
});
