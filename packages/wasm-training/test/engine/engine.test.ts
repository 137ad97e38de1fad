import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { wasmEngine } from '../../src/index.ts';

const values = (tensor: tf.Tensor | undefined): number[] => [...(tensor?.dataSync() ?? [])];

beforeAll(() => tf.setBackend('cpu'));

/** Runs something and expects as many tensors and pieces of data after it as before. */
function expectNoLeak(run: () => void): void {
  const before = [tf.memory().numTensors, tf.memory().numDataBuffers];
  run();
  expect([tf.memory().numTensors, tf.memory().numDataBuffers]).toEqual(before);
}

describe('a compiled function', () => {
  const engine = wasmEngine({ strict: true });

  it('gives what the function gives, for nested arguments and results', () => {
    const fn = engine.compile(
      ({ a, list }: { a: tf.Tensor; list: readonly (tf.Tensor | undefined)[] }) => ({
        sum: tf.add(a, list[0] as tf.Tensor),
        nested: [tf.mul(a, 2), undefined] as const,
      }),
    );
    for (const offset of [0, 10]) {
      const { sum, nested } = fn({
        a: tf.tensor([1, 2]),
        list: [tf.tensor([3 + offset, 4]), undefined],
      });
      expect(values(sum)).toEqual([4 + offset, 6]);
      expect([values(nested[0]), nested[1]]).toEqual([[2, 4], undefined]);
    }
  });

  it('makes a plan for each shape, type and structure, and for two arguments that are one tensor', () => {
    const fn = engine.compile((a: tf.Tensor, b: tf.Tensor) => tf.sub(a, b));
    const x = tf.tensor([5, 6]);
    expect(values(fn(x, x))).toEqual([0, 0]);
    expect(values(fn(tf.tensor([5, 6]), tf.tensor([1, 1])))).toEqual([4, 5]);
    expect(values(fn(tf.tensor([[5], [6]]), tf.tensor([1, 2, 3])))).toEqual([4, 3, 2, 5, 4, 3]);
    expect(fn(tf.tensor([5], [1], 'int32'), tf.tensor([1], [1], 'int32')).dtype).toBe('int32');
  });

  it('takes tensors from outside of it as they are', () => {
    const outside = tf.tensor([1, 2, 3]);
    const fn = engine.compile((x: tf.Tensor) => tf.mul(x, outside));
    expect(values(fn(tf.tensor([1, 1, 1])))).toEqual([1, 2, 3]);
    outside.dispose();
    expect(values(fn(tf.tensor([2, 2, 2])))).toEqual([2, 4, 6]);
  });

  it('gives results that are arguments, constants or come twice as handles of their own', () => {
    const fn = engine.compile((x: tf.Tensor) => {
      const y = tf.square(x);
      return [x, tf.reshape(x, [2, 1]), y, y, tf.scalar(7)] as const;
    });
    const x = tf.tensor([1, 2]);
    const [same, turned, y, again, seven] = fn(x);
    x.dispose();
    y.dispose();
    expect([values(same), turned.shape, values(again)]).toEqual([
      [1, 2],
      [2, 1],
      [1, 4],
    ]);
    same.dispose();
    expect([values(turned), values(seven)]).toEqual([[1, 2], [7]]);
  });

  it('releases what was given away, also when it fails', () => {
    const fn = engine.compile((x: tf.Tensor, y: tf.Tensor) => tf.add(x, y), { donate: [0] });
    const [x, y] = [tf.tensor([1]), tf.tensor([2])];
    expect(values(fn(x, y))).toEqual([3]);
    expect([x.isDisposed, y.isDisposed]).toEqual([true, false]);
    const failing = engine.compile(
      (): tf.Tensor => {
        throw new Error('not today');
      },
      { donate: [0] },
    ) as unknown as (x: tf.Tensor) => tf.Tensor;
    const z = tf.tensor([1]);
    expect(() => failing(z)).toThrow('not today');
    expect(z.isDisposed).toBe(true);
  });

  it('leaves no tensor behind: first call, later calls, failure', () => {
    const fn = engine.compile((x: tf.Tensor) => tf.sum(tf.square(tf.relu(x))));
    expectNoLeak(() => {
      for (let i = 0; i < 3; i++) {
        const x = tf.tensor([1, -2, i]);
        fn(x).dispose();
        x.dispose();
      }
    });
    expectNoLeak(() => {
      const outside = tf.scalar(4);
      const keeping = engine.compile((x: tf.Tensor) => [tf.keep(tf.mul(x, 2)), outside]);
      const [x, again] = [tf.tensor([1]), tf.tensor([2])];
      const results = [...keeping(x), ...keeping(again)];
      expect(results.map(values)).toEqual([[2], [4], [4], [4]]);
      expect(outside.isDisposed).toBe(false);
      tf.dispose([...results, x, again, outside]);
    });
    expectNoLeak(() => {
      const bad = engine.compile((x: tf.Tensor) => tf.matMul(x as tf.Tensor2D, x as tf.Tensor2D));
      const x = tf.ones([2, 3]);
      expect(() => bad(x)).toThrow('inner shapes');
      x.dispose();
    });
  });

  it('gives tensors that every operation takes, and takes them back', async () => {
    const fn = engine.compile((x: tf.Tensor) => tf.add(x, 1));
    const once = fn(tf.tensor([1, 2]));
    expect(values(tf.mul(once, 10))).toEqual([20, 30]); // moves it to the backend
    const twice = fn(once);
    expect(values(twice)).toEqual([3, 4]);
    expect(values(fn(tf.clone(twice)))).toEqual([4, 5]);
    expect([...(await twice.data())]).toEqual([3, 4]);
  });

  it('keeps all types', () => {
    const fn = engine.compile((x: tf.Tensor) => [
      tf.cast(tf.greater(x, 1), 'int32'),
      tf.greater(x, 1),
      tf.where(tf.less(x, 2), x, tf.neg(x)),
      tf.argMax(x),
      tf.floorDiv(x, 2),
    ]);
    const results = fn(tf.tensor([0, 1, 2, 3, 2.5]));
    expect(results.map(({ dtype }) => dtype)).toEqual([
      ...['int32', 'bool', 'float32', 'int32', 'int32'],
    ]);
    expect(results.map(values)).toEqual([
      [0, 0, 1, 1, 1],
      [0, 0, 1, 1, 1],
      [0, 1, -2, -3, -2.5],
      [3],
      [0, 0, 1, 1, 1],
    ]);
  });

  it('carries NaN and infinities through', () => {
    const fn = engine.compile((x: tf.Tensor) => [
      tf.relu(x),
      tf.relu6(x),
      tf.clipByValue(x, -1, 1),
      tf.maximum(0, x),
      tf.sum(x),
    ]);
    for (const y of fn(tf.tensor([NaN]))) expect(values(y)).toEqual([NaN]);
    const [relu, relu6, clip] = fn(tf.tensor([Infinity])).map(values);
    expect([relu, relu6, clip]).toEqual([[Infinity], [6], [1]]);
  });

  it('handles empty tensors', () => {
    const fn = engine.compile((x: tf.Tensor) => tf.mul(tf.relu(x), 2));
    expect(fn(tf.zeros([0, 3])).shape).toEqual([0, 3]);
  });

  it('refuses arguments that pick rows that are not there, before it changes anything', () => {
    const fn = engine.compile((table: tf.Tensor, ids: tf.Tensor) =>
      tf.gather(table, tf.reshape(ids, [ids.size])),
    );
    const table = tf.tensor([[1], [2], [3]]);
    expect(values(fn(table, tf.tensor([[2, 0]], undefined, 'int32')))).toEqual([3, 1]);
    for (const id of [3, -1, 2 ** 31 - 1]) {
      const ids = tf.tensor([[1, id]], undefined, 'int32');
      expectNoLeak(() => {
        expect(() => fn(table, ids)).toThrow(
          expect.objectContaining({
            code: 'value-out-of-range',
            path: 'argument 1[1]',
            found: String(id),
          }) as Error,
        );
      });
    }
    expect(values(fn(table, tf.tensor([[1, 1]], undefined, 'int32')))).toEqual([2, 2]);
  });

  it('gives zeros for rows that are not there and that it has picked by itself', () => {
    const fn = engine.compile((table: tf.Tensor, ids: tf.Tensor) =>
      tf.gather(table, tf.add(ids, tf.scalar(1, 'int32'))),
    );
    const table = tf.tensor([[1], [2]]);
    expect(values(fn(table, tf.tensor([0, -1], [2], 'int32')))).toEqual([2, 1]);
    expect(values(fn(table, tf.tensor([1, -2], [2], 'int32')))).toEqual([0, 0]);
  });
});

describe('a function that cannot become a plan', () => {
  let outside: tf.Variable;
  beforeAll(() => {
    outside = tf.variable(tf.scalar(2));
  });
  it.each([
    [
      'reads numbers back',
      (x: tf.Tensor) => tf.mul(x, x.dataSync()[0] as number),
      'reads numbers back',
    ],
    ['uses a variable', (x: tf.Tensor) => tf.mul(x, outside), 'tf.Variable'],
    [
      'uses an unknown kernel',
      (x: tf.Tensor) => tf.mirrorPad(x, [[1, 0]], 'symmetric'),
      "'MirrorPad'",
    ],
    ['uses complex numbers', (x: tf.Tensor) => tf.real(tf.complex(x, x)), "'Real'"],
  ])('because it %s, runs as it is, and says so once', (_, fn, reason) => {
    const notices: string[] = [];
    const engine = wasmEngine({ onNotice: (notice) => notices.push(notice) });
    const compiled = engine.compile(fn, { name: 'mine', donate: [0] });
    const x = tf.tensor([3]);
    expect(values(compiled(x))).toEqual(values(fn(tf.tensor([3]))));
    expect(x.isDisposed).toBe(true);
    // Nothing of the first call stays.
    expect(values(compiled(tf.tensor([5])))).toEqual(values(fn(tf.tensor([5]))));
    expect(values(compiled(tf.tensor([1, 2])))).toEqual(values(fn(tf.tensor([1, 2]))));
    expect(notices).toEqual([expect.stringContaining(reason)]);
    expect(notices[0]).toContain("'mine'");
    const strict = wasmEngine({ strict: true }).compile(fn, { name: 'mine' });
    expect(() => strict(tf.tensor([3]))).toThrow(
      expect.objectContaining({ code: 'untraceable', path: 'mine' }) as Error,
    );
  });

  it('is refused where it returns a promise', () => {
    const engine = wasmEngine({ onNotice: () => undefined });
    const fn = (() => Promise.resolve(tf.scalar(1))) as unknown as () => tf.Tensor;
    expect(() => engine.compile(fn)()).toThrow(
      expect.objectContaining({ code: 'host-only' }) as Error,
    );
  });

  it('leaves the backend as it was when tracing fails', () => {
    const engine = wasmEngine({ onNotice: () => undefined });
    const { backend } = tf.engine();
    const { write } = backend;
    const add = tf.getKernel('Add', 'cpu').kernelFunc;
    engine.compile((x: tf.Tensor) => tf.mul(x, x.dataSync()[0] as number))(tf.tensor([1]));
    expect(backend.write).toBe(write);
    expect(tf.getKernel('Add', 'cpu').kernelFunc).toBe(add);
  });
});

describe('the engine', () => {
  it('keeps a bounded number of plans, those used last', () => {
    const engine = wasmEngine({ cacheSize: 2 });
    let runs = 0;
    const fn = engine.compile((x: tf.Tensor) => {
      runs++;
      return tf.add(x, 1);
    });
    for (const size of [1, 2, 1, 3, 1, 2]) fn(tf.zeros([size]));
    expect(runs).toBe(4); // 1, 2, 3, and 2 again
    expect(engine.plans()).toHaveLength(2);
  });

  it('tells what plans are made of', () => {
    const engine = wasmEngine();
    const fn = engine.compile((x: tf.Tensor) => tf.sqrt(tf.add(tf.square(x), 1)), { name: 'root' });
    fn(tf.ones([4]));
    expect(engine.plans()).toEqual([
      expect.objectContaining({
        name: 'root',
        tasks: [{ kernels: ['square', 'add', 'sqrt'], work: 12, isShared: false }],
      }),
    ]);
  });

  it('refuses calls after disposal, and keeps results', () => {
    const engine = wasmEngine();
    const fn = engine.compile((x: tf.Tensor) => tf.add(x, 1));
    const y = fn(tf.tensor([1]));
    fn.dispose();
    fn.dispose();
    expect(() => fn(tf.tensor([1]))).toThrow(
      expect.objectContaining({ code: 'disposed' }) as Error,
    );
    const other = engine.compile((x: tf.Tensor) => tf.add(x, 2));
    engine.dispose();
    expect(() => other(tf.tensor([1]))).toThrow(
      expect.objectContaining({ code: 'disposed' }) as Error,
    );
    expect(values(y)).toEqual([2]);
    y.dispose();
  });

  it.each([{ cacheSize: 0 }, { strict: 1 }, { onNotice: 'me' }, { worker: 2 }])(
    'refuses the options %j',
    (options) => {
      expect(() => wasmEngine(options as object)).toThrow(
        expect.objectContaining({ code: expect.stringMatching(/^option-/) as string }) as Error,
      );
    },
  );
});
