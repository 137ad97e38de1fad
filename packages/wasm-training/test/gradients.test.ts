import { registerGradients } from '@sora-particles/combinator-core';
import * as tf from '@tensorflow/tfjs-core';
import { type Data, expectClose, random, startWasm, toTensor, ways } from './support/backends.ts';
import { type OperationCase, operations } from './support/operations.ts';

beforeAll(registerGradients);

/** The gradients of sum(f(x) c), with random c, by every x. */
async function gradientsOn(backend: string, c: OperationCase): Promise<Data[]> {
  await tf.setBackend(backend);
  return tf.tidy(() => {
    const xs = c.shapes.map((shape, index) => {
      const { values } = random(shape, index + 1);
      return toTensor({ shape, values: c.at ? values.map(c.at) : values });
    });
    const weigh = (y: tf.Tensor) => tf.mul(y, toTensor(random(y.shape, 9)));
    const gradients = tf.grads((...inputs: tf.Tensor[]) => tf.sum(weigh(c.f(...inputs))))(xs);
    return gradients.map((g) => ({ shape: g.shape, values: [...g.dataSync()] }));
  });
}

describe.each(ways)('$way', ({ simd }) => {
  beforeAll(() => startWasm(simd));

  test.each(operations)('the gradient of $of is that of the cpu backend', async (c) => {
    const wanted = await gradientsOn('cpu', c);
    const got = await gradientsOn('wasm', c);
    got.forEach((gradient, index) => {
      expectClose(gradient, wanted[index] as Data, c.tolerance ?? 1e-5);
    });
  });
});
