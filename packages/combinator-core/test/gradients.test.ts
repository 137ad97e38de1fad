import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { gradientConfigs } from '../src/generated/gradient-configs.ts';
import { registerGradients } from '../src/gradients.ts';

type Case = [name: string, f: (...x: tf.Tensor[]) => tf.Tensor, ...shapes: number[][]];

const indices = tf.tensor2d([2, 0, 1, 1], [2, 2], 'int32');
const mask = tf.tensor2d([1, 0, 0, 1, 1, 0], [2, 3], 'bool');
const image = (x: tf.Tensor) => x as tf.Tensor4D;
const table = (x: tf.Tensor) => x as tf.Tensor2D;

/** Each function of a few small tensors whose gradient must agree with finite differences. */
const cases: Case[] = [
  // arithmetic, with broadcasting
  ['add', (a, b) => tf.add(a, b), [2, 3], [3]],
  ['addN', (a, b) => tf.addN([a, b, a]), [2, 3], [2, 3]],
  ['sub', (a, b) => tf.sub(a, b), [3], [2, 3]],
  ['mul', (a, b) => tf.mul(a, b), [2, 3], [2, 1]],
  ['div', (a, b) => tf.div(a, b), [2, 3], [3]],
  ['pow', (a, b) => tf.pow(a, b), [2, 3], [3]],
  ['maximum', (a, b) => tf.maximum(a, b), [2, 3], [2, 3]],
  ['minimum', (a, b) => tf.minimum(a, b), [2, 3], [2, 3]],
  ['squaredDifference', (a, b) => tf.squaredDifference(a, b), [2, 3], [2, 3]],
  ['where', (a, b) => tf.where(mask, tf.square(a), b), [2, 3], [2, 3]],
  ['clipByValue', (a) => tf.clipByValue(a, 0.6, 1.2), [2, 3]],
  ['cast', (a) => tf.square(tf.cast(a, 'float32')), [2, 3]],
  // elementwise
  ['abs', (a) => tf.abs(a), [2, 3]],
  ['neg', (a) => tf.neg(a), [2, 3]],
  ['square', (a) => tf.square(a), [2, 3]],
  ['sqrt', (a) => tf.sqrt(a), [2, 3]],
  ['rsqrt', (a) => tf.rsqrt(a), [2, 3]],
  ['reciprocal', (a) => tf.reciprocal(a), [2, 3]],
  ['exp', (a) => tf.exp(a), [2, 3]],
  ['expm1', (a) => tf.expm1(a), [2, 3]],
  ['log', (a) => tf.log(a), [2, 3]],
  ['log1p', (a) => tf.log1p(a), [2, 3]],
  ['erf', (a) => tf.erf(a), [2, 3]],
  ['sin', (a) => tf.sin(a), [2, 3]],
  ['cos', (a) => tf.cos(a), [2, 3]],
  ['sigmoid', (a) => tf.sigmoid(a), [2, 3]],
  ['tanh', (a) => tf.tanh(a), [2, 3]],
  ['softplus', (a) => tf.softplus(a), [2, 3]],
  ['relu', (a) => tf.relu(tf.sub(a, 1)), [2, 3]],
  ['relu6', (a) => tf.relu6(tf.mul(a, 6)), [2, 3]],
  ['elu', (a) => tf.elu(tf.sub(a, 1)), [2, 3]],
  ['selu', (a) => tf.selu(tf.sub(a, 1)), [2, 3]],
  ['leakyRelu', (a) => tf.leakyRelu(tf.sub(a, 1)), [2, 3]],
  ['prelu', (a, b) => tf.prelu(tf.sub(a, 1), b), [2, 3], [3]],
  // reductions
  ['sum', (a) => tf.sum(a, 1), [2, 3]],
  ['mean', (a) => tf.mean(a, 0), [2, 3]],
  ['max', (a) => tf.max(a, 1), [2, 3]],
  ['min', (a) => tf.min(a, 1), [2, 3]],
  ['prod along one axis', (a) => tf.prod(a, 1), [2, 3]],
  ['prod of all', (a) => tf.prod(a), [2, 3]],
  ['cumsum', (a) => tf.cumsum(a, 1), [2, 3]],
  ['logSumExp', (a) => tf.logSumExp(a, 1), [2, 3]],
  ['moments', (a) => tf.moments(a, [0, 1]).variance, [2, 3]],
  ['norm', (a) => tf.norm(a), [2, 3]],
  ['softmax', (a) => tf.softmax(a), [2, 3]],
  ['logSoftmax', (a) => tf.logSoftmax(a), [2, 3]],
  // matrices
  ['matMul', (a, b) => tf.matMul(a, b), [2, 3], [3, 4]],
  ['matMul, left transposed', (a, b) => tf.matMul(a, b, true), [3, 2], [3, 4]],
  ['matMul, right transposed', (a, b) => tf.matMul(a, b, false, true), [2, 3], [4, 3]],
  ['matMul, both transposed', (a, b) => tf.matMul(a, b, true, true), [3, 2], [4, 3]],
  ['matMul in batches', (a, b) => tf.matMul(a, b), [2, 2, 3], [2, 3, 2]],
  // windows
  [
    'conv1d',
    (x, w) => tf.conv1d(x as tf.Tensor3D, w as tf.Tensor3D, 1, 'same'),
    [1, 5, 2],
    [3, 2, 2],
  ],
  ['conv2d valid', (x, w) => tf.conv2d(image(x), image(w), 1, 'valid'), [2, 4, 4, 2], [3, 3, 2, 2]],
  ['conv2d same', (x, w) => tf.conv2d(image(x), image(w), 1, 'same'), [1, 4, 4, 2], [3, 3, 2, 2]],
  [
    'conv2d strided',
    (x, w) => tf.conv2d(image(x), image(w), 2, 'same'),
    [1, 5, 5, 1],
    [3, 3, 1, 2],
  ],
  [
    'conv2dTranspose',
    (x, w) => tf.conv2dTranspose(image(x), image(w), [1, 4, 4, 2], 2, 'same'),
    [1, 2, 2, 1],
    [3, 3, 2, 1],
  ],
  [
    'depthwiseConv2d',
    (x, w) => tf.depthwiseConv2d(image(x), image(w), 1, 'same'),
    [1, 4, 4, 2],
    [3, 3, 2, 2],
  ],
  [
    'depthwiseConv2d strided',
    (x, w) => tf.depthwiseConv2d(image(x), image(w), 2, 'valid'),
    [2, 5, 5, 2],
    [3, 3, 2, 1],
  ],
  [
    'separableConv2d',
    (x, d, p) => tf.separableConv2d(image(x), image(d), image(p), 1, 'valid'),
    [1, 4, 4, 2],
    [3, 3, 2, 1],
    [1, 1, 2, 2],
  ],
  ['maxPool', (x) => tf.maxPool(image(x), 2, 2, 'valid'), [2, 4, 4, 2]],
  ['maxPool, overlapping', (x) => tf.maxPool(image(x), 3, 1, 'same'), [1, 4, 4, 1]],
  ['avgPool', (x) => tf.avgPool(image(x), 2, 2, 'valid'), [2, 4, 4, 2]],
  ['avgPool, overlapping', (x) => tf.avgPool(image(x), 3, 1, 'valid'), [1, 4, 4, 1]],
  ['resizeBilinear', (x) => tf.image.resizeBilinear(image(x), [5, 5]), [1, 3, 3, 1]],
  [
    'batchNorm',
    (x, mean, variance, scale, offset) =>
      tf.batchNorm(
        x,
        tf.squeeze(mean),
        tf.squeeze(variance),
        tf.squeeze(offset),
        tf.squeeze(scale),
      ),
    [2, 2, 2, 3],
    [1, 3],
    [1, 3],
    [1, 3],
    [1, 3],
  ],
  ['localResponseNormalization', (x) => tf.localResponseNormalization(image(x), 1), [1, 2, 2, 3]],
  // rearranging
  ['reshape', (a) => tf.square(tf.reshape(a, [3, 2])), [2, 3]],
  ['expandDims', (a) => tf.square(tf.expandDims(a, 1)), [2, 3]],
  ['transpose', (a) => tf.square(tf.transpose(a, [1, 0, 2])), [2, 3, 2]],
  ['concat', (a, b) => tf.square(tf.concat([a, b], 1)), [2, 3], [2, 1]],
  ['split', (a) => tf.mul(...(tf.split(a, 2, 1) as [tf.Tensor, tf.Tensor])), [2, 4]],
  ['stack', (a, b) => tf.square(tf.stack([a, b], 1)), [2, 3], [2, 3]],
  ['split into one', (a) => tf.square(tf.split(a, 1, 1)[0]!), [2, 3]],
  ['unstack into one', (a) => tf.square(tf.unstack(a, 1)[0]!), [3, 1]],
  ['unstack', (a) => tf.mul(...(tf.unstack(a, 1) as [tf.Tensor, tf.Tensor])), [3, 2]],
  ['slice', (a) => tf.square(tf.slice(a, [0, 1], [2, 2])), [2, 3]],
  ['tile', (a) => tf.square(tf.tile(a, [2, 2])), [2, 3]],
  ['broadcastTo', (a) => tf.square(tf.broadcastTo(a, [2, 3])), [3]],
  ['reverse', (a) => tf.square(tf.reverse(a, 1)), [2, 3]],
  [
    'pad',
    (a) =>
      tf.square(
        tf.pad(
          a,
          [
            [1, 0],
            [0, 2],
          ],
          0.5,
        ),
      ),
    [2, 3],
  ],
  ['gather', (a) => tf.square(tf.gather(a, indices)), [3, 2]],
  [
    'gather along the last axis',
    (a) => tf.square(tf.gather(a, tf.reshape(indices, [4]), 1)),
    [2, 3],
  ],
  ['gather in batches', (a) => tf.square(tf.gather(a, indices, 1, 1)), [2, 3]],
  [
    'unsortedSegmentSum',
    (a) => tf.unsortedSegmentSum(table(a), tf.tensor1d([1, 0, 1], 'int32'), 2),
    [3, 2],
  ],
];

/** Values between 0.4 and 1.6 at least 0.02 apart: no ties for max, and no kink within a step. */
function values(shape: number[], salt: number): tf.Tensor {
  const size = tf.util.sizeFromShape(shape);
  const ordered = Array.from(
    { length: size },
    (_, i) => 0.4 + (1.2 * (i + 0.3 + 0.2 * (salt % 3))) / size,
  );
  const mixed = ordered.map((_, i) => ordered[(i * 7 + salt) % size] ?? 0);
  // 7 and the size may share a factor; then the plain order serves.
  return tf.tensor(new Set(mixed).size === size ? mixed : ordered, shape);
}

/** A loss in which every element of the output counts differently. */
function weightedSum(y: tf.Tensor): tf.Scalar {
  const weights = Array.from({ length: y.size }, (_, i) => Math.sin(1 + i));
  return tf.sum(tf.mul(y, tf.tensor(weights, y.shape)));
}

function numericGradient(
  loss: (...x: tf.Tensor[]) => tf.Scalar,
  inputs: tf.Tensor[],
  index: number,
) {
  const step = 1 / 128;
  const base = inputs[index]?.dataSync() ?? [];
  const at = (i: number, change: number) => {
    const moved = Float32Array.from(base);
    moved[i] = (moved[i] ?? 0) + change;
    const changed = inputs.map((x, j) => (j === index ? tf.tensor(moved, x.shape) : x));
    return loss(...changed).dataSync()[0] ?? NaN;
  };
  return Array.from(base, (_, i) => (at(i, step) - at(i, -step)) / (2 * step));
}

test('before registerGradients() there are none, so the test tests something', () => {
  expect(() => tf.grad((x: tf.Tensor) => tf.square(x))(tf.scalar(3))).toThrow(/gradient/);
});

describe('registerGradients()', () => {
  beforeAll(() => {
    registerGradients();
  });

  test('registers the gradient of every kernel in the list', () => {
    expect(gradientConfigs.length).toBeGreaterThan(100);
    for (const config of gradientConfigs) expect(tf.getGradient(config.kernelName)).toBe(config);
  });

  test('leaves a gradient that is registered already, and never warns', () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    const own = { ...tf.getGradient('Square') };
    tf.unregisterGradient('Square');
    tf.registerGradient(own);
    tf.env().set('DEBUG', true);
    warn.mockClear();
    registerGradients();
    tf.env().set('DEBUG', false);
    expect(tf.getGradient('Square')).toBe(own);
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });

  test('has none for mirrorPad, as the one of tfjs-core is wrong: it forgets the mirrored part', () => {
    const mirrored = (a: tf.Tensor) => tf.sum(tf.mirrorPad(a, [[1, 1]], 'reflect'));
    expect(() => tf.grad(mirrored)(tf.tensor1d([1, 2, 3]))).toThrow(/gradient function not found/);
  });

  test.each(cases)('%s agrees with finite differences', (_name, f, ...shapes) => {
    tf.tidy(() => {
      const inputs = shapes.map((shape, i) => values(shape, 3 * i + 1));
      const loss = (...x: tf.Tensor[]) => weightedSum(f(...x));
      const gradients = tf.grads(loss)(inputs);
      inputs.forEach((_, index) => {
        const numeric = numericGradient(loss, inputs, index);
        const exact = Array.from(gradients[index]?.dataSync() ?? []);
        const size = Math.max(1, ...numeric.map(Math.abs));
        expect(exact).toHaveLength(numeric.length);
        const error = Math.max(...numeric.map((slope, i) => Math.abs(slope - (exact[i] ?? NaN))));
        expect(error / size).toBeLessThan(2e-3);
      });
    });
  });
});

test('gradients that fail in TensorFlow.js are replaced, others that are there stay', () => {
  const wrong = (kernelName: string): tf.GradConfig => ({
    kernelName,
    gradFunc: () => {
      throw new Error('as tfjs-node registers it');
    },
  });
  const kept = tf.getGradient('Square');
  const own = { ...kept };
  tf.registerGradient(own);
  for (const name of ['GatherV2', 'Unpack', 'SplitV', 'Prod']) tf.registerGradient(wrong(name));
  registerGradients();
  const slope = tf.grad((x: tf.Tensor) => tf.sum(tf.unstack(x)[0] as tf.Tensor));
  expect([...slope(tf.ones([1, 2])).dataSync()]).toEqual([1, 1]);
  expect(tf.getGradient('Square')).toBe(own);
  tf.registerGradient(kept);
});
