import { registerGradients } from '@sora-particles/combinator-core';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { valuesOf } from '../src/internal/heap.ts';
import { fastAdam } from '../src/index.ts';
import { random, startWasm, toTensor, ways } from './support/backends.ts';

beforeAll(registerGradients);

const t = (shape: readonly number[], seed: number) => toTensor(random(shape, seed));

/** The weights after some steps, and the loss of each. */
function train(optimizer: tf.Optimizer, steps: number, weight: tf.Variable): number[] {
  const [x, wanted] = [t([6, 5], 1), t([6, 3], 2)];
  const losses = Array.from({ length: steps }, () => {
    const loss = optimizer.minimize(
      () => tf.losses.meanSquaredError(wanted, tf.tanh(tf.matMul(x, weight as tf.Tensor2D))),
      true,
      [weight],
    ) as tf.Scalar;
    const value = loss.dataSync()[0] ?? Number.NaN;
    loss.dispose();
    return value;
  });
  tf.dispose([x, wanted]);
  return losses;
}

const variable = () => tf.tidy(() => tf.variable(t([5, 3], 3)));

function close(got: readonly number[], wanted: readonly number[]): void {
  expect(got).toHaveLength(wanted.length);
  got.forEach((value, index) => {
    expect(value).toBeCloseTo(wanted[index] ?? Number.NaN, 4);
  });
}

describe.each([...ways, { way: 'on the cpu backend', simd: undefined }])('$way', ({ simd }) => {
  beforeAll(async () => {
    if (simd === undefined) await tf.setBackend('cpu');
    else await startWasm(simd);
  });

  test('losses and weights are those of the stock Adam', () => {
    const [ours, stock] = [variable(), variable()];
    const losses = train(fastAdam({ learningRate: 0.05 }), 40, ours);
    close(losses, train(tf.train.adam(0.05, 0.9, 0.999, 1e-7), 40, stock));
    close([...ours.dataSync()], [...stock.dataSync()]);
    expect(losses.at(-1)).toBeLessThan((losses[0] ?? 0) / 1.5);
  });

  test('training goes on from saved weights, of either optimiser', async () => {
    const weight = variable();
    const first = fastAdam({ learningRate: 0.05 });
    train(first, 5, weight);
    const saved = (await first.getWeights()).map(({ name, tensor }) => ({
      name,
      tensor: tf.clone(tensor),
    }));
    const copies = [1, 2].map(() => tf.variable(tf.clone(weight)));
    const next = [fastAdam({ learningRate: 0.05 }), tf.train.adam(0.05, 0.9, 0.999, 1e-7)];
    const wanted = train(first, 5, weight);
    for (const [index, optimizer] of next.entries()) {
      await optimizer.setWeights(saved);
      close(train(optimizer, 5, copies[index] as tf.Variable), wanted);
    }
  });

  test('tensors stay as many as they are, and none is left after disposal', () => {
    const weight = variable();
    const before = tf.memory();
    const optimizer = fastAdam();
    train(optimizer, 2, weight);
    expect(tf.memory().numTensors).toBe(before.numTensors + 2);
    train(optimizer, 5, weight);
    expect(tf.memory().numTensors).toBe(before.numTensors + 2);
    optimizer.dispose();
    expect(tf.memory()).toMatchObject({
      numTensors: before.numTensors,
      numDataBuffers: before.numDataBuffers,
    });
  });

  test('NaN of a gradient reaches the weight', () => {
    const weight = variable();
    const gradient = tf.fill(weight.shape, 1);
    const broken = tf.concat([tf.fill([1, 3], Number.NaN), tf.slice(gradient, 1, 4)]);
    fastAdam().applyGradients({ [weight.name]: broken });
    expect([...weight.dataSync()].map(Number.isNaN)).toEqual([
      ...Array.from({ length: 3 }, () => true),
      ...Array.from({ length: 12 }, () => false),
    ]);
  });
});

describe('packed weights, which the backend caches by the id of a tensor', () => {
  // Without SIMD, convolutions are those of the stock backend.
  beforeAll(() => startWasm(false));

  const predict = (x: tf.Tensor, filter: tf.Tensor) =>
    tf.tidy(() => [
      ...tf.fused
        .conv2d({
          x: x as tf.Tensor4D,
          filter: filter as tf.Tensor4D,
          strides: 1,
          pad: 'valid',
          activation: 'sigmoid',
        })
        .dataSync(),
    ]);

  test('are stale when a weight is changed in place: the hazard', () => {
    const [x, filter] = [t([1, 4, 4, 2], 1), t([3, 3, 2, 4], 2)];
    const before = predict(x, filter);
    valuesOf(tf.backend() as never, filter).fill(0);
    expect(predict(x, filter)).toEqual(before);
    expect(new Set(predict(x, tf.zeros(filter.shape)))).toEqual(new Set([0.5]));
  });

  test('are fresh after a step of fastAdam, and other tensors on the same memory keep their values', () => {
    const [x, filter] = [t([1, 4, 4, 2], 1), tf.variable(t([3, 3, 2, 4], 2))];
    const alias = tf.reshape(filter, [-1]);
    const values = [...alias.dataSync()];
    predict(x, filter);
    fastAdam({ learningRate: 0.1 }).applyGradients({ [filter.name]: tf.onesLike(filter) });
    expect([...alias.dataSync()]).toEqual(values);
    close(predict(x, filter), predict(x, tf.sub(toTensor({ shape: filter.shape, values }), 0.1)));
  });
});

test.each([
  { options: { beta1: 1 }, code: 'option-invalid' },
  { options: { learningRate: -1 }, code: 'option-invalid' },
  { options: { rate: 1 }, code: 'option-unknown' },
])('$options are refused', ({ options, code }) => {
  let thrown: unknown;
  try {
    fastAdam(options);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toMatchObject({ code });
});
