import '@tensorflow/tfjs-backend-cpu';
import { registerGradients } from '@sora-particles/combinator-core';
import * as tf from '@tensorflow/tfjs-core';
import { startWasmEngine, type WasmEngine, wasmEngine } from '../../src/index.ts';
import { random, toTensor } from '../support/backends.ts';

// More threads than cores take their time on a busy machine.
jest.setTimeout(60_000);

beforeAll(async () => {
  await tf.setBackend('cpu');
  registerGradients();
});

const engines: WasmEngine[] = [];
const start = async (workers: number): Promise<WasmEngine> => {
  const engine = await startWasmEngine({ workers, strict: true });
  engines.push(engine);
  return engine;
};
afterEach(() => {
  for (const engine of engines.splice(0)) engine.dispose();
});

type Weights = readonly [tf.Tensor4D, tf.Tensor2D, tf.Tensor1D];

/** A step of a network with something of everything: large enough that threads share it. */
function step([filter, weights, bias]: Weights, x: tf.Tensor4D): tf.Tensor[] {
  const { value, grads } = tf.valueAndGrads((...args: tf.Tensor[]) => {
    const [f, w, b] = args as unknown as Weights;
    const h = tf.maxPool(tf.relu(tf.conv2d(x, f, 1, 'same')), 2, 2, 'same');
    const flat = tf.reshape<tf.Rank.R2>(h, [x.shape[0], -1]);
    const normal = tf.div(tf.sub(flat, tf.mean(flat, 0)), tf.add(tf.moments(flat, 0).variance, 1));
    return tf.mean(tf.logSoftmax(tf.add(tf.matMul(normal, w), b)));
  })([filter, weights, bias]);
  const updated = [filter, weights, bias].map((each, i) =>
    tf.sub(each, tf.mul(tf.sqrt(tf.abs(grads[i] as tf.Tensor)), 0.1)),
  );
  return [value, ...updated];
}

const inputs = (): [Weights, tf.Tensor4D] => [
  [
    toTensor(random([3, 3, 2, 16], 1)) as tf.Tensor4D,
    toTensor(random([7 * 7 * 16, 33], 2)) as tf.Tensor2D,
    toTensor(random([33], 3)) as tf.Tensor1D,
  ],
  toTensor(random([11, 13, 13, 2], 4)) as tf.Tensor4D,
];

describe('threads', () => {
  it.each([2, 3, 5])('%i of them give the same bits as one', async (workers) => {
    const one = wasmEngine({ strict: true }).compile(step);
    const several = (await start(workers)).compile(step);
    const [first, x] = inputs();
    let weights = first;
    for (let i = 0; i < 5; i++) {
      const wanted = one(weights, x).map((tensor) => [...tensor.dataSync()]);
      const [, ...next] = several(weights, x);
      expect(next.map((tensor) => [...tensor.dataSync()])).toEqual(wanted.slice(1));
      weights = next as unknown as Weights;
    }
  });

  it('share the tasks that are worth it', async () => {
    const engine = await start(2);
    engine.compile(step)(...inputs());
    const [plan] = engine.plans();
    expect(plan?.tasks.filter(({ isShared }) => isShared).length).toBeGreaterThan(5);
    expect(plan?.waits).toBeGreaterThan(5);
  });

  it('are had by withWorkers, too', async () => {
    const engine = await wasmEngine().withWorkers(2);
    engines.push(engine);
    expect(engine.workers).toBe(2);
    expect([
      ...engine
        .compile((x: tf.Tensor) => tf.add(x, 1))(tf.tensor([1]))
        .dataSync(),
    ]).toEqual([2]);
  });

  it('many runs and many plans work, and plans can be dropped', async () => {
    const engine = await start(3);
    for (let size = 1; size < 60; size++) {
      const fn = engine.compile((x: tf.Tensor) => tf.sum(tf.square(x)));
      const y = fn(tf.fill([size * 500], 2));
      expect(y.dataSync()[0]).toBe(size * 2000);
      if (size % 2 === 0) fn.dispose();
    }
  });

  describe('that die', () => {
    const threads = process.getBuiltinModule('node:worker_threads');
    const { Worker } = threads;
    let started: InstanceType<typeof Worker>[] = [];
    beforeEach(() => {
      started = [];
      threads.Worker = class extends Worker {
        constructor(...given: ConstructorParameters<typeof Worker>) {
          super(...given);
          started.push(this);
        }
      };
    });
    afterEach(() => {
      threads.Worker = Worker;
    });
    const gone = expect.objectContaining({ code: 'worker-failed' }) as Error;

    it('between two calls make the next one an error', async () => {
      const fn = (await start(3)).compile((x: tf.Tensor) => tf.add(x, 1));
      fn(tf.tensor([1]));
      await started[1]?.terminate();
      expect(() => fn(tf.tensor([1]))).toThrow(gone);
      expect(() => fn(tf.tensor([1]))).toThrow(gone);
    });

    it('in the middle of a call make it an error, and no hang', async () => {
      const fn = (await start(2)).compile((x: tf.Tensor) => tf.add(x, 1));
      const x = tf.tensor([1]);
      fn(x);
      const before = tf.memory().numTensors;
      // The call begins before anybody can be told of the end.
      const ends = started[0]?.terminate();
      expect(() => fn(x)).toThrow(gone);
      expect(tf.memory().numTensors).toBe(before);
      await ends;
    });
  });

  it('are refused in a number that makes no sense', async () => {
    for (const workers of [0, -1, 1.5, 65]) {
      await expect(startWasmEngine({ workers })).rejects.toMatchObject({ code: 'option-invalid' });
    }
  });

  it('need SharedArrayBuffer, and say what to do without', async () => {
    const { SharedArrayBuffer: shared } = globalThis;
    Object.assign(globalThis, { SharedArrayBuffer: undefined });
    try {
      await expect(startWasmEngine({ workers: 2 })).rejects.toMatchObject({
        code: 'workers-unavailable',
        remedy: expect.stringContaining('Cross-Origin-Opener-Policy') as string,
      });
    } finally {
      Object.assign(globalThis, { SharedArrayBuffer: shared });
    }
  });
});
