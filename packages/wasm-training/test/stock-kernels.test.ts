import * as tf from '@tensorflow/tfjs-core';
import { random, startWasm, ways } from './support/backends.ts';

/** Numbers of which every seventh is NaN; enough for whole vectors and a rest. */
function holed(shape: readonly number[], seed: number): tf.Tensor {
  const values = random(shape, seed).values.map((x, i) => (i % 7 === 3 ? Number.NaN : x * 3));
  return tf.tensor(values, [...shape]);
}

const nameOf = (f: { readonly name: string }) => f.name.replace(/__op$/, '');
const image = () => holed([2, 5, 6, 3], 1) as tf.Tensor4D;
const matrix = () => holed([5, 9], 1);

const unary = [
  ...[tf.relu, tf.elu, tf.selu, tf.leakyRelu, tf.sigmoid, tf.tanh, tf.softplus, tf.exp, tf.log],
  ...[tf.sqrt, tf.abs, tf.step, tf.erf, tf.neg, tf.square, tf.rsqrt, tf.reciprocal, tf.expm1],
  ...[tf.log1p, tf.sin, tf.cos, tf.tan, tf.atan, tf.asin, tf.acos, tf.sinh, tf.cosh, tf.asinh],
  ...[tf.acosh, tf.atanh, tf.floor, tf.ceil, tf.round, tf.logSigmoid, tf.softmax, tf.logSoftmax],
] as readonly ((x: tf.Tensor) => tf.Tensor)[];

const binary = [
  ...[tf.add, tf.sub, tf.mul, tf.div, tf.pow, tf.squaredDifference, tf.mod, tf.atan2, tf.prelu],
] as readonly ((a: tf.Tensor, b: tf.Tensor) => tf.Tensor)[];

const reductions = [tf.sum, tf.mean, tf.max, tf.min, tf.prod, tf.logSumExp] as const;

const operations: readonly (readonly [string, () => tf.Tensor])[] = [
  ...unary.map((f) => [nameOf(f), () => f(matrix())] as const),
  ...binary.map((f) => [nameOf(f), () => f(matrix(), holed([5, 9], 2))] as const),
  ...binary.map((f) => [`${nameOf(f)}, broadcast`, () => f(matrix(), holed([9], 2))] as const),
  ...reductions.flatMap((f) =>
    [undefined, [0], [1, 2], [0, 2], [3]].map(
      (axes) => [`${nameOf(f)} over ${String(axes)}`, () => f(image(), axes)] as const,
    ),
  ),
  [
    'batchNorm',
    () => tf.batchNorm(image(), tf.ones([3]), tf.ones([3]), tf.ones([3]), tf.ones([3])),
  ],
  [
    'batchNorm of a mean',
    () =>
      tf.batchNorm(tf.ones<tf.Rank.R4>([2, 5, 6, 7]), holed([7], 1) as tf.Tensor1D, tf.ones([7])),
  ],
  ['resizeBilinear', () => tf.image.resizeBilinear(image(), [7, 7])],
  ['resizeNearestNeighbor', () => tf.image.resizeNearestNeighbor(image(), [7, 7])],
  ['cumsum', () => tf.cumsum(matrix(), 1)],
  ['cumprod', () => tf.cumprod(matrix(), 1)],
  ['localResponseNormalization', () => tf.localResponseNormalization(image())],
  ['where', () => tf.where(tf.greater(matrix(), 0), matrix(), holed([5, 9], 3))],
  ['transpose', () => tf.transpose(matrix())],
  ['gather', () => tf.gather(matrix(), tf.tensor1d([0, 3], 'int32'))],
  [
    'pad',
    () =>
      tf.pad(matrix(), [
        [1, 1],
        [1, 1],
      ]),
  ],
  [
    'spaceToBatchND',
    () =>
      tf.spaceToBatchND(
        holed([2, 4, 6, 3], 1),
        [2, 2],
        [
          [0, 0],
          [0, 0],
        ],
      ),
  ],
  ['avgPool3d', () => tf.avgPool3d(holed([1, 4, 4, 4, 2], 1) as tf.Tensor5D, 2, 1, 'same')],
];

describe.each(ways)('$way', ({ simd }) => {
  beforeAll(() => startWasm(simd));

  test.each(operations)('%s shows NaN wherever the cpu backend does', async (_, f) => {
    const isNaNOn = async (backend: string): Promise<boolean[]> => {
      await tf.setBackend(backend);
      return tf.tidy(() => [...f().dataSync()].map(Number.isNaN));
    };
    const wanted = await isNaNOn('cpu');
    const got = await isNaNOn('wasm');
    expect(wanted).toContain(true);
    expect(wanted.filter((isNaN, i) => isNaN && got[i] !== true)).toEqual([]);
  });
});
