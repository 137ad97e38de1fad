import * as tf from '@tensorflow/tfjs-core';
import type { EmscriptenModule } from '../src/internal/memory.ts';
import { random, startWasm, toTensor } from './support/backends.ts';

type Backend = tf.KernelBackend & {
  wasm: { -readonly [K in keyof EmscriptenModule]: EmscriptenModule[K] };
};

/** Lets the n-th allocation of `fn` fail, for each n, as where the memory cannot grow any more. */
function withEachAllocationFailing(fn: () => tf.Tensor): number {
  const backend = tf.backend() as Backend;
  const { wasm } = backend;
  const malloc = wasm._malloc;
  for (let failing = 1; ; failing++) {
    const before = { ids: backend.numDataIds(), tensors: tf.memory().numTensors };
    const low = wasm.HEAPU8.slice(0, 64);
    let calls = 0;
    let hasFailed = false;
    wasm._malloc = (bytes) => {
      hasFailed ||= ++calls === failing;
      return calls === failing ? 0 : malloc(bytes);
    };
    try {
      if (!hasFailed) fn().dispose();
      if (!hasFailed) return failing - 1;
      throw new Error(`allocation ${String(failing)} failed, and nobody noticed`);
    } catch (error) {
      expect(error).toMatchObject({ name: 'ParticleError', code: 'memory-full' });
    } finally {
      wasm._malloc = malloc;
    }
    expect({ ids: backend.numDataIds(), tensors: tf.memory().numTensors }).toEqual(before);
    expect(wasm.HEAPU8.slice(0, 64)).toEqual(low);
  }
}

describe('with SIMD', () => {
  beforeAll(() => startWasm(true));

  test.each([
    ['a convolution', 'Conv2D', { x: [1, 6, 6, 40], filter: [3, 3, 40, 8] }, {}],
    [
      'its gradient by the filter',
      'Conv2DBackpropFilter',
      { x: [1, 6, 6, 80], dy: [1, 6, 6, 4] },
      { filterShape: [3, 3, 80, 4] },
    ],
    [
      'its gradient by the input',
      'Conv2DBackpropInput',
      { dy: [1, 6, 6, 4], filter: [3, 3, 160, 4] },
      { inputShape: [1, 6, 6, 160] },
    ],
    [
      'a product',
      'BatchMatMul',
      { a: [1, 3, 4], b: [1, 4, 5] },
      { transposeA: false, transposeB: false },
    ],
    ['a pooling', 'MaxPool', { x: [1, 6, 6, 4] }, { filterSize: 2 }],
    ['a larger of two', 'Maximum', { a: [7], b: [7] }, {}],
  ])(
    'where there is no memory for %s, that is an error and nothing is left behind',
    (_, kernel, shapes, more) => {
      const inputs = Object.fromEntries(
        Object.entries(shapes).map(([name, shape]) => [name, toTensor(random(shape, 1))]),
      );
      const attributes = { strides: 1, pad: 'same', dilations: 1, dataFormat: 'NHWC', ...more };
      const failures = withEachAllocationFailing(() =>
        tf.engine().runKernel<tf.Tensor>(kernel, inputs, attributes),
      );
      expect(failures).toBeGreaterThan(0);
      tf.dispose(inputs);
    },
  );
});
