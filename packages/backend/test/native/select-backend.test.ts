import { selectBackend } from '@sora-particles/backend';
import * as tf from '@tensorflow/tfjs-core';

test('where tfjs-node is set up, it is taken, and it computes, differentiates and holds text', async () => {
  const { name, tried, description } = await selectBackend();
  expect({ name, tried }).toEqual({ name: 'tensorflow', tried: [] });
  expect(description).toMatch(/^TensorFlow.*, native/);
  expect(tf.getBackend()).toBe('tensorflow');
  const x = tf.tensor2d([
    [1, 2],
    [3, 4],
  ]);
  const product = tf.matMul(x, x).dataSync();
  expect(product).toBeInstanceOf(Float32Array);
  expect([...product]).toEqual([7, 10, 15, 22]);
  const slope = tf.grad((w) => tf.sum(tf.square(w)));
  expect([...slope(x).dataSync()]).toEqual([2, 4, 6, 8]);
  expect(tf.tensor(['a', 'ü']).dataSync()).toEqual(['a', 'ü']);
});
