import * as tf from '@tensorflow/tfjs-core';
import { jit } from '../../src/index.ts';
import { startNative } from '../support/native.ts';
import { counts, errorOf, take } from '../support/tensors.ts';

beforeAll(startNative);

/** Without the second trace, so that the second call runs the graph. */
const once = { verify: false, name: 'fn' } as const;

describe('a call with other arguments gets its own answer', () => {
  test('each exact shape is another graph (a mean over the batch would be wrong otherwise)', () => {
    const mean = jit((x: tf.Tensor2D) => tf.div(tf.sum(x), x.shape[0]), once);
    for (const size of [4, 2, 4, 2, 3]) expect(take(mean(tf.ones([size, 6])))).toEqual([6]);
    expect(mean.reports()).toHaveLength(3);
    mean.dispose();
  });

  test('each type is another graph', () => {
    const half = jit((x: tf.Tensor) => tf.div(x, tf.cast(2, x.dtype as 'int32')), once);
    for (let i = 0; i < 2; i++) {
      expect(take(half(tf.tensor1d([3, 5])))).toEqual([1.5, 2.5]);
      expect(take(half(tf.tensor1d([3, 5], 'int32')))).toEqual([1, 2]);
    }
    half.dispose();
  });

  test.each<[string, readonly unknown[]]>([
    ['numbers', [1, 2, -1, 0, -0, NaN, Infinity]],
    ['strings', ['1', '2', 'a', 'b', '']],
    ['other types', [1, '1', true, false, null, undefined, 1n]],
    ['arrays and records', [[], {}, [1], { a: 1 }, { b: 1 }, [[1]], [1, [1]], [1, 1]]],
    ['functions', [(x: number) => x, (x: number) => -x]],
  ])('%s that are no tensors are part of the signature', (_, values) => {
    const seen: unknown[] = [];
    const fn = jit((x: tf.Tensor, value: unknown) => {
      seen.push(value);
      return tf.add(x, seen.length);
    }, once);
    values.forEach((value, i) => expect(take(fn(tf.scalar(0), value))).toEqual([i + 1]));
    values.forEach((value, i) => expect(take(fn(tf.scalar(10), value))).toEqual([i + 11]));
    expect(seen).toHaveLength(values.length);
    fn.dispose();
  });

  test('two tensors that are the same once are two arguments', () => {
    const subtract = jit((a: tf.Tensor, b: tf.Tensor) => tf.sub(a, b), once);
    const x = tf.scalar(1);
    expect(take(subtract(x, x))).toEqual([0]);
    expect(take(subtract(tf.scalar(5), tf.scalar(2)))).toEqual([3]);
    expect(take(subtract(x, x.clone()))).toEqual([0]);
    subtract.dispose();
  });

  test('nested arguments and results keep their structure', () => {
    const fn = jit(
      (tree: { a: tf.Tensor; list: [tf.Tensor, { b: tf.Tensor }]; n: number }) => ({
        sum: tf.addN([tree.a, tree.list[0], tree.list[1].b]),
        rest: [tf.neg(tree.a), { n: tree.n, none: undefined, text: 'ok', yes: true, nil: null }],
      }),
      once,
    );
    for (const k of [1, 2]) {
      const [a, b, c] = [tf.scalar(k), tf.scalar(10 * k), tf.scalar(100 * k)];
      const { sum, rest } = fn({ a, list: [b, { b: c }], n: 7 });
      expect(take(sum)).toEqual([111 * k]);
      expect(take(rest[0] as tf.Tensor)).toEqual([-k]);
      expect(rest[1]).toEqual({ n: 7, none: undefined, text: 'ok', yes: true, nil: null });
    }
    fn.dispose();
  });
});

describe('what the function finds in its closure', () => {
  test('tensors from before are inputs, also ones that were never uploaded, and are kept alive', () => {
    const before = counts();
    const captured = tf.tensor1d([1, 2, 3]);
    const fn = jit((x: tf.Tensor) => tf.mul(x, captured), once);
    fn(tf.scalar(1)).dispose();
    expect(fn.reports()[0]).toMatchObject({ inputs: { captures: 1 }, constants: { count: 0 } });
    captured.dispose();
    expect(take(fn(tf.scalar(2)))).toEqual([2, 4, 6]);
    fn.dispose();
    expect(counts().sessions).toBe(before.sessions);
  });

  test('only data made while it is traced becomes a constant, and splat where it can', () => {
    const fn = jit(
      (x: tf.Tensor) => tf.add(tf.add(x, tf.fill([1000, 700], 2)), tf.zeros([1000, 700])),
      once,
    );
    for (const k of [1, 2]) expect(fn(tf.scalar(k)).dataSync()[699_999]).toBe(k + 2);
    expect(fn.reports()[0]).toMatchObject({ kind: 'graph', inputs: { captures: 0 } });
    const [report] = fn.reports();
    expect(report?.kind === 'graph' && report.bytes).toBeLessThan(2000);
    fn.dispose();
  });

  test('variables are read at each call, whoever assigned them, and assigned by each', () => {
    const v = tf.variable(tf.scalar(1));
    const fn = jit((x: tf.Tensor) => {
      const result = tf.mul(x, v);
      v.assign(tf.add(v, 1));
      return result;
    }, once);
    expect([1, 2, 3].map(() => take(fn(tf.scalar(10)))[0])).toEqual([10, 20, 30]);
    v.assign(tf.scalar(7));
    expect(take(fn(tf.scalar(10)))).toEqual([70]);
    expect(take(v.clone())).toEqual([8]);
    fn.dispose();
    v.dispose();
  });

  test('variables that swap their values do so each time', () => {
    const [a, b] = [tf.variable(tf.scalar(1)), tf.variable(tf.scalar(2))];
    const swap = jit(() => {
      const former = a.clone();
      a.assign(b);
      b.assign(former);
    }, once);
    for (const expected of [2, 1, 2, 1]) {
      swap();
      expect([a.dataSync()[0], b.dataSync()[0]]).toEqual([expected, 3 - expected]);
    }
    swap.dispose();
    tf.dispose([a, b]);
  });

  test('a variable and the constant that it began with are two', () => {
    const start = tf.scalar(1);
    const v = tf.variable(start);
    const fn = jit(() => {
      v.assign(tf.add(v, 1));
      return tf.add(tf.mul(v, 10), start);
    }, once);
    expect([1, 2, 3].map(() => take(fn())[0])).toEqual([21, 31, 41]);
    fn.dispose();
    tf.dispose([v, start]);
  });

  test('a variable as an argument is that variable', () => {
    const [v, w] = [tf.variable(tf.scalar(1)), tf.variable(tf.scalar(100))];
    const bump = jit((variable: tf.Variable) => {
      variable.assign(tf.add(variable, 1));
      return variable;
    }, once);
    expect([v, v, w, v, w].map((each) => take(bump(each))[0])).toEqual([2, 3, 101, 4, 102]);
    v.assign(tf.scalar(50));
    expect(take(bump(v))).toEqual([51]);
    bump.dispose();
    tf.dispose([v, w]);
  });

  test('a variable that is gone is a typed error', () => {
    const v = tf.variable(tf.scalar(1), true, 'gone');
    const fn = jit((x: tf.Tensor) => tf.mul(x, v), once);
    fn(tf.scalar(1)).dispose();
    v.dispose();
    const before = counts();
    const x = tf.scalar(1);
    expect(errorOf(() => fn(x), 'disposed').message).toContain("'gone'");
    x.dispose();
    expect(counts()).toEqual(before);
    fn.dispose();
  });
});

describe('who owns results', () => {
  test.each(['call that is traced', 'call of the graph'])(
    'an argument, a capture, a variable and one result twice are handles of their own (%s)',
    (what) => {
      const [x, captured] = [tf.scalar(1), tf.scalar(2)];
      const v = tf.variable(tf.scalar(3));
      const fn = jit((a: tf.Tensor) => {
        const twice = tf.add(a, 10);
        return [a, captured, v, twice, twice, twice.clone(), tf.scalar(4)];
      }, once);
      if (what === 'call of the graph') tf.dispose(fn(tf.scalar(0)));
      const before = tf.memory().numTensors;
      const results = fn(x);
      expect(tf.memory().numTensors - before).toBeLessThanOrEqual(8); // a capture is held once
      expect(results.map((result) => result.dataSync()[0])).toEqual([1, 2, 3, 11, 11, 11, 4]);
      results.forEach((result) => result.dispose());
      for (const tensor of [x, captured, v]) expect(tensor.dataSync()).toHaveLength(1);
      fn.dispose();
      tf.dispose([x, captured, v]);
    },
  );

  test('results of one call survive the next, and the disposal of everything else', () => {
    const fn = jit((x: tf.Tensor) => [tf.reshape(x, [4]), tf.mul(x, 2), x], once);
    const x = tf.tensor2d([1, 2, 3, 4], [2, 2]);
    const all = [fn(x), fn(x), fn(x)];
    x.dispose();
    fn.dispose();
    for (const results of all) {
      expect(results.map((result) => Array.from(result.dataSync()))).toEqual([
        [1, 2, 3, 4],
        [2, 4, 6, 8],
        [1, 2, 3, 4],
      ]);
    }
    tf.dispose(all);
  });
});
