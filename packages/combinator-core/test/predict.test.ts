import '@tensorflow/tfjs-backend-cpu';
import fc from 'fast-check';
import { add, fill, memory, ones, tensor, zeros, type Tensor } from '@tensorflow/tfjs-core';
import { chain } from '../src/combinators/chain.ts';
import { rename } from '../src/combinators/rename.ts';
import { residual } from '../src/combinators/residual.ts';
import { defineParticle } from '../src/define-particle.ts';
import {
  batchNormalization,
  concatenate,
  dense,
  identity,
  input,
  relu,
  rescale,
  softmax,
} from '../src/elementary/index.ts';
import { eagerEngine } from '../src/engines/eager.ts';
import type { Engine } from '../src/engine.ts';
import type { ErrorCode } from '../src/errors.ts';
import { initialize } from '../src/initialize.ts';
import type { AnyParticle } from '../src/particle.ts';
import { predict } from '../src/predict.ts';
import { createRandom } from '../src/random.ts';
import { errorOf } from './support/errors.ts';
import { expectNoLeak } from './support/leaks.ts';
import { readRows, recognizer } from './support/particles.ts';

const classifier = chain([
  input({ shape: ['batch', 2, 2], dtype: 'float32', range: [0, 1] }),
  batchNormalization(),
  dense({ units: 3, meaning: 'logits' }),
  softmax(),
]);
const weights = initialize(classifier, { seed: 1 });
const rows = (count: number): Tensor => createRandom(2).uniform([count, 2, 2]);
const bytes = (...numbers: number[]): Uint8Array => Uint8Array.from(numbers);

/** An eager engine that tells the names of the functions as they are called. */
function watchedEngine(onCall: (name: string) => void): Engine {
  const eager = eagerEngine();
  return {
    ...eager,
    compile: (fn, options) =>
      eager.compile((...args) => {
        onCall(options?.name ?? '');
        return fn(...args);
      }, options),
  };
}

function countingEngine(): Engine & { readonly calls: string[] } {
  const calls: string[] = [];
  return { ...watchedEngine((name) => calls.push(name)), calls };
}

/** Host: every value twice. */
const double = defineParticle({
  kind: 'test/double@1',
  name: 'double',
  input: { x: { shape: ['...shape'], dtype: 'float32' } },
  output: { y: { shape: ['...shape'], dtype: 'float32' } },
  traits: { host: true },
  run: async (_context, { x }) => {
    const values = await x.data<'float32'>();
    return {
      outputs: {
        y: tensor(
          values.map((value) => 2 * value),
          x.shape,
        ),
      },
    };
  },
});

describe('predict', () => {
  it('gives the same in batches of any size', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 12 }),
        async (count, batchSize) => {
          const x = rows(count);
          const whole = (await predict(classifier, weights, x, { batchSize: 100 })) as Tensor;
          const parts = (await predict(classifier, weights, x, { batchSize })) as Tensor;
          expect(parts.shape).toEqual([count, 2, 3]);
          expect([...parts.dataSync()]).toEqual([...whole.dataSync()]);
          for (const one of [x, whole, parts]) one.dispose();
        },
      ),
      { numRuns: 25 },
    ));

  it('runs no more than batchSize items at once', async () => {
    const engine = countingEngine();
    await predict(classifier, weights, rows(7), { engine, batchSize: 3 });
    expect(engine.calls).toHaveLength(3);
  });

  it.each<[string, unknown]>([
    [
      'nested arrays',
      [
        [
          [0, 0.5],
          [1, 0.25],
        ],
      ],
    ],
    ['nested typed arrays', [[Float32Array.of(0, 0.5), Float32Array.of(1, 0.25)]]],
    ['a tensor', tensor([0, 0.5, 1, 0.25], [1, 2, 2])],
    [
      'a record by port',
      {
        x: [
          [
            [0, 0.5],
            [1, 0.25],
          ],
        ],
      },
    ],
  ])('takes %s', async (_what, value) => {
    const expected = (await predict(
      classifier,
      weights,
      tensor([0, 0.5, 1, 0.25], [1, 2, 2]),
    )) as Tensor;
    const y = (await predict(classifier, weights, value as number[][][])) as Tensor;
    expect([...y.dataSync()]).toEqual([...expected.dataSync()]);
    expect(y.shape).toEqual([1, 2, 3]);
  });

  it.each<[string, unknown]>([
    [
      'nested arrays',
      [
        [0, 0.5],
        [1, 0.25],
      ],
    ],
    ['a tensor', tensor([0, 0.5, 1, 0.25], [2, 2])],
  ])('takes one item as %s and answers for one', async (_what, value) => {
    const y = (await predict(classifier, weights, value as number[][])) as Tensor;
    expect(y.shape).toEqual([2, 3]);
  });

  it('takes integers where the contract takes them, and booleans', async () => {
    const scale = rescale(0.5);
    const half = await predict(scale, {}, Int32Array.of(2, 4));
    expect([...half.dataSync()]).toEqual([1, 2]);
    const flags = await predict(identity(), {}, [true, false]);
    expect([...flags.dataSync()]).toEqual([1, 0]);
    const typed = chain([input({ shape: ['n'], dtype: 'bool' })]);
    expect(((await predict(typed, {}, [true, false])) as Tensor).dtype).toBe('bool');
    expect(
      ((await predict(chain([input({ shape: ['n'], dtype: 'int32' })]), {}, [1, 2])) as Tensor)
        .dtype,
    ).toBe('int32');
  });

  it('takes several ports, and batches them together', async () => {
    const a = ones([5, 2]);
    const b = zeros([5, 1]);
    const joined = concatenate();
    const y = await predict(joined, {}, { a, b }, { batchSize: 2 });
    expect([...y.dataSync()].slice(0, 6)).toEqual([1, 1, 0, 1, 1, 0]);
    expect(y.shape).toEqual([5, 3]);
    await errorOf(() => predict(joined as AnyParticle, {}, a), 'port-missing');
  });

  it('goes from raw values to answers', async () => {
    const particle = recognizer();
    const variables = initialize(particle, { seed: 3 });
    const files = [bytes(0, 0, 255), bytes(255, 0, 0), bytes(10, 20, 30)];
    const many = await predict(particle, variables, files, { batchSize: 2 });
    expect(
      many.map(({ label }) => label).every((label) => label === 'cat' || label === 'dog'),
    ).toBe(true);
    const one = await predict(particle, variables, files[1]!);
    expect(one).toEqual(many[1]);
  });

  it('gives an engine all nodes between host stages as one function', async () => {
    const particle = recognizer();
    const engine = countingEngine();
    await predict(particle, initialize(particle, { seed: 3 }), [bytes(1, 2, 3)], { engine });
    expect(engine.calls).toEqual(['rescale+dense+softmax']);
  });

  it('finds host stages inside of named parts, and the weights by their paths', async () => {
    const read = rename(
      'read',
      chain([readRows(), rescale({ from: [0, 255], to: [0, 1] }), dense({ units: 4 })]),
    );
    const particle = chain([read, dense({ units: 2, meaning: 'logits' }), softmax()]);
    const flat = chain([
      readRows(),
      rescale({ from: [0, 255], to: [0, 1] }),
      dense({ units: 4, name: 'first' }),
      dense({ units: 2, meaning: 'logits' }),
      softmax(),
    ]);
    const variables = initialize(particle, { seed: 4 });
    const renamed = Object.fromEntries(
      Object.entries(variables).map(([path, variable]) => [
        path.replace('read/dense', 'first'),
        variable,
      ]),
    );
    expect(Object.keys(variables)).toContain('read/dense/kernel');
    const engine = countingEngine();
    const files = [bytes(1, 2, 3), bytes(9, 8, 7)];
    await expectNoLeak(async () => {
      const nested = (await predict(particle, variables, files, { engine })) as Tensor;
      const expected = (await predict(flat, renamed, files)) as Tensor;
      expect([...nested.dataSync()]).toEqual([...expected.dataSync()]);
      nested.dispose();
      expected.dispose();
    });
    expect(engine.calls).toEqual(['rescale+dense', 'dense+softmax']);
  });

  it('runs branches of which one is on the host', async () => {
    const particle = residual(double as AnyParticle);
    const x = tensor([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    await expectNoLeak(async () => {
      const y = (await predict(particle as AnyParticle, {}, x, { batchSize: 2 })) as Tensor;
      expect([...y.dataSync()]).toEqual([3, 6, 9, 12, 15, 18]);
      y.dispose();
    });
  });

  it('runs host stages and skips in any place', async () => {
    const through = defineParticle({
      kind: 'test/through@1',
      name: 'through',
      input: { x: { shape: ['...shape'], dtype: 'float32' } },
      output: { y: { shape: ['...shape'], dtype: 'float32' } },
      traits: { host: true },
      run: (_context, { x }) => Promise.resolve({ outputs: { y: x } }),
    });
    const particle = chain([
      through,
      relu({ name: 'a' }),
      double,
      relu({ name: 'b' }),
      through,
    ] as AnyParticle[]);
    const x = tensor([[-1, 2, 3]]);
    await expectNoLeak(async () => {
      const y = (await predict(particle, {}, x)) as Tensor;
      expect([...y.dataSync()]).toEqual([0, 4, 6]);
      y.dispose();
      expect(x.isDisposed).toBe(false);
    });
  });

  const nan = fill([1, 2, 2], NaN);
  const dead = ones([1, 2, 2]);
  dead.dispose();
  it.each<[string, unknown, ErrorCode, string | undefined]>([
    ['another rank', ones([2]), 'rank-mismatch', 'chain'],
    ['another size', ones([1, 2, 3]), 'axis-mismatch', 'chain'],
    ['another dtype', zeros([1, 2, 2], 'int32'), 'dtype-mismatch', 'chain'],
    ['NaN in a tensor', nan, 'value-not-finite', 'x[0][0][0]'],
    [
      'an infinity in an array',
      [
        [
          [0, 0],
          [0, Infinity],
        ],
      ],
      'value-not-finite',
      'x[0][1][1]',
    ],
    [
      'values of another range',
      [
        [
          [0, 0],
          [128, 0],
        ],
      ],
      'value-out-of-range',
      'x[0][1][0]',
    ],
    ['arrays of different lengths', [[[0, 0], [0]]], 'value-invalid', 'x[0][1]'],
    [
      'texts among numbers',
      [
        [
          [0, 'a'],
          [0, 0],
        ],
      ],
      'value-invalid',
      'x[0][0][1]',
    ],
    ['a disposed tensor', dead, 'value-invalid', 'x'],
    ['a text', 'text', 'value-invalid', 'x'],
    ['nothing', undefined, 'value-invalid', 'x'],
    ['null', null, 'value-invalid', 'x'],
    ['a function', () => 1, 'value-invalid', 'x'],
    ['a port that there is not', { z: ones([1]) }, 'port-unknown', undefined],
    ['no ports', {}, 'port-missing', undefined],
    ['an empty batch', zeros([0, 2, 2]), 'data-empty', 'chain'],
  ])('refuses %s and leaks nothing', (_what, value, code, path) =>
    expectNoLeak(async () => {
      const error = await errorOf(
        () => predict(classifier as AnyParticle, weights, value as Tensor),
        code,
      );
      expect(error.path).toBe(path);
    }),
  );

  it('takes values a rounding outside of their range', async () => {
    await predict(classifier, weights, fill([1, 2, 2], 1 + 1e-6));
  });

  it.each<[string, unknown, ErrorCode, string]>([
    ['a text for bytes', ['text'], 'value-invalid', 'x[0]'],
    ['a tensor for bytes', ones([1]), 'kind-mismatch', ''],
    ['bytes that cannot be decoded', [bytes(1, 2, 3), bytes(1)], 'decode-failed', 'x[1]'],
    ['an empty list', [], 'data-empty', 'chain'],
  ])('refuses %s', async (_what, value, code, path) => {
    const particle = recognizer();
    const variables = initialize(particle, { seed: 3 });
    await expectNoLeak(async () => {
      const error = await errorOf(
        () => predict(particle as AnyParticle, variables, value as Uint8Array[]),
        code,
      );
      if (path !== '') expect(error.path).toBe(path);
    });
  });

  it('refuses fractions for int32', async () => {
    const particle = chain([input({ shape: ['n'], dtype: 'int32' })]);
    await errorOf(() => predict(particle, {}, [0.5]), 'value-invalid');
  });

  it.each([{ batchSize: 0 }, { batchSize: 1.5 }, { seed: 0.5 }, { signal: 3 }])(
    'refuses %j',
    async (options) => {
      await errorOf(
        () => predict(classifier, weights, rows(1), options as object),
        'option-invalid',
      );
    },
  );

  it('refuses options that it does not have', async () => {
    await errorOf(
      () => predict(classifier, weights, rows(1), { batchsize: 3 } as object),
      'option-unknown',
    );
  });

  it('leaks nothing and leaves the input alone', async () => {
    const particle = recognizer();
    const variables = initialize(particle, { seed: 3 });
    await expectNoLeak(() =>
      predict(particle, variables, [bytes(1, 2, 3), bytes(3, 2, 1)], { batchSize: 1 }),
    );
    const x = rows(5);
    await expectNoLeak(async () => {
      const y = (await predict(classifier, weights, x, { batchSize: 2 })) as Tensor;
      y.dispose();
      expect(x.isDisposed).toBe(false);
    });
  });

  it('gives an output of its own where the input passes through', async () => {
    const x = ones([3, 2]);
    const y = await predict(identity(), {}, x);
    y.dispose();
    expect(x.isDisposed).toBe(false);
  });

  it('treats particles that are not batchable as a whole', async () => {
    const total = defineParticle({
      kind: 'test/mean@1',
      name: 'mean',
      input: { x: { shape: ['batch', 'in'], dtype: 'float32' } },
      output: { y: { shape: ['batch', 'in'], dtype: 'float32' } },
      traits: { batchable: false },
      run: (_context, { x }) => ({ outputs: { y: add(x, x.shape[0]) } }),
    });
    const y = await predict(total, {}, zeros([5, 1]), { batchSize: 2 });
    expect([...y.dataSync()]).toEqual([5, 5, 5, 5, 5]);
  });
});

describe('aborting predict', () => {
  const abortAfter = (batches: number) => {
    const controller = new AbortController();
    let seen = 0;
    const engine = watchedEngine(() => {
      seen++;
      if (seen === batches) controller.abort(new Error('enough'));
    });
    return { signal: controller.signal, engine, count: () => seen };
  };

  it('does not begin when the signal is aborted already', async () => {
    const engine = countingEngine();
    const signal = AbortSignal.abort();
    await errorOf(() => predict(classifier, weights, rows(1), { engine, signal }), 'aborted');
    expect(engine.calls).toEqual([]);
  });

  it.each([1, 2, 4])('stops within the batch, after %d, and leaks nothing', async (batches) => {
    const x = rows(10);
    const { signal, engine, count } = abortAfter(batches);
    await expectNoLeak(async () => {
      const error = await errorOf(
        () => predict(classifier, weights, x, { engine, signal, batchSize: 2 }),
        'aborted',
      );
      expect((error.cause as Error).message).toBe('enough');
    });
    expect(count()).toBe(batches);
    await predict(classifier, weights, x);
  });

  it('lets timers in, so that one can abort', async () => {
    const x = rows(2000);
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 1);
    await errorOf(
      () => predict(classifier, weights, x, { signal: controller.signal, batchSize: 1 }),
      'aborted',
    );
  });

  it('stops between host stages', async () => {
    const particle = recognizer();
    const variables = initialize(particle, { seed: 3 });
    const controller = new AbortController();
    const before = memory().numTensors;
    const pending = predict(particle, variables, [bytes(1, 2, 3)], { signal: controller.signal });
    setImmediate(() => controller.abort());
    queueMicrotask(() => controller.abort());
    await errorOf(() => pending, 'aborted');
    expect(memory().numTensors).toBe(before);
  });

  it('runs host particles that are whole particles', async () => {
    const y = await predict(readRows(), {}, [bytes(1, 2, 3)]);
    expect([...y.dataSync()]).toEqual([1, 2, 3]);
  });
});
