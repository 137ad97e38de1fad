import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { graphEngine, jit } from '../src/index.ts';

beforeAll(() => tf.setBackend('cpu'));

describe('on another backend than the native one', () => {
  it('jit(fn) does what the function does, and says so once', () => {
    const notices: string[] = [];
    const fn = jit((x: tf.Tensor, factor: number) => tf.mul(x, factor), {
      name: 'scale',
      onNotice: (notice) => notices.push(notice),
    });
    const before = tf.memory().numTensors;
    for (const factor of [2, 3, 3]) {
      const [x, expected] = [tf.tensor([1, 2]), [factor, 2 * factor]];
      const y = fn(x, factor);
      expect([...y.dataSync()]).toEqual(expected);
      tf.dispose([x, y]);
    }
    expect(tf.memory().numTensors).toBe(before);
    expect(notices).toEqual([expect.stringContaining('scale')]);
    fn.dispose();
    fn.dispose();
    expect(() => fn(tf.tensor([1]), 2)).toThrow(
      expect.objectContaining({ code: 'disposed' }) as Error,
    );
  });

  it('jit(fn) with strict, and the engine, are refused', () => {
    const wanted = expect.objectContaining({ code: 'backend-missing' }) as Error;
    const fn = jit((x: tf.Tensor) => x, { strict: true });
    expect(() => fn(tf.scalar(1))).toThrow(wanted);
    expect(() => graphEngine()).toThrow(wanted);
  });

  it('refuses a function that gives a promise', () => {
    const fn = jit(() => Promise.resolve(1), { onNotice: () => undefined });
    expect(() => fn()).toThrow(expect.objectContaining({ code: 'host-only' }) as Error);
  });
});

test.each([{ cacheSize: 0 }, { strict: 'yes' }, { onNotice: 1 }, { verify: 1 }, { size: 2 }])(
  'the options %j are refused',
  (options) => {
    expect(() => jit(() => 1, options as object)).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^option-/) as string }) as Error,
    );
  },
);
