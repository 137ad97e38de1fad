import * as tf from '@tensorflow/tfjs-core';

/** A function of tensors, whose gradient by each of them is compared between the backends. */
export interface OperationCase {
  readonly of: string;
  readonly shapes: readonly (readonly number[])[];
  readonly f: (...xs: tf.Tensor[]) => tf.Tensor;
  /** Moves the random numbers in [-1, 1) to where the function is smooth. */
  readonly at?: (x: number) => number;
  readonly tolerance?: number;
}

const nameOf = (f: { readonly name: string }) => f.name.replace(/__op$/, '');
const positive = (x: number) => 1.5 + x;
const image = [2, 6, 6, 3];
const t4 = (x: tf.Tensor) => x as tf.Tensor4D;
const indices = () => tf.tensor1d([3, 0, 3, 1], 'int32');
const mask = () => tf.tensor2d([[1, 0, 1]], undefined, 'bool');

const unary: readonly OperationCase[] = (
  [
    [tf.abs, tf.neg, tf.square, tf.exp, tf.expm1, tf.sigmoid, tf.tanh, tf.sin, tf.cos, tf.erf],
    [tf.relu, tf.relu6, tf.elu, tf.selu, tf.leakyRelu, tf.softplus, tf.step, tf.round, tf.sign],
    [tf.floor, tf.ceil, tf.clone, tf.sinh, tf.cosh, tf.tan, tf.atan, tf.asinh, tf.zerosLike],
  ].flat() as readonly ((x: tf.Tensor) => tf.Tensor)[]
).map((f) => ({ of: nameOf(f), shapes: [[3, 4]], f }));

const unaryPositive: readonly OperationCase[] = [
  tf.log,
  tf.log1p,
  tf.sqrt,
  tf.rsqrt,
  tf.reciprocal,
].map((f) => ({
  of: nameOf(f),
  shapes: [[3, 4]],
  f,
  at: positive,
}));

const unaryInside: readonly OperationCase[] = [tf.asin, tf.acos, tf.atanh, tf.acosh].map((f) => ({
  of: nameOf(f),
  shapes: [[3, 4]],
  f,
  at: nameOf(f) === 'acosh' ? (x: number) => 2.5 + x : (x: number) => 0.9 * x,
}));

const binary: readonly OperationCase[] = [
  tf.add,
  tf.sub,
  tf.mul,
  tf.div,
  tf.maximum,
  tf.minimum,
  tf.pow,
  tf.squaredDifference,
].map((f) => ({
  of: nameOf(f),
  shapes: [
    [3, 4],
    [3, 4],
  ],
  f,
  at: positive,
}));

// TensorFlow.js cannot differentiate broadcast maximum, minimum and squaredDifference on any backend.
const broadcast: readonly OperationCase[] = [tf.add, tf.sub, tf.mul, tf.div, tf.pow].map((f) => ({
  of: `${nameOf(f)}, broadcast`,
  shapes: [
    [2, 3, 4],
    [3, 1],
  ],
  f,
  at: positive,
}));

const others: readonly OperationCase[] = [
  { of: 'sum', shapes: [image], f: (x) => tf.sum(x, [1, 2]) },
  { of: 'mean', shapes: [image], f: (x) => tf.mean(x, [0, 1, 2]) },
  { of: 'max', shapes: [image], f: (x) => tf.max(x, -1) },
  { of: 'min', shapes: [image], f: (x) => tf.min(x, [1, 2]) },
  { of: 'prod', shapes: [[3, 4]], f: (x) => tf.prod(x, 1), at: positive },
  { of: 'logSumExp', shapes: [[3, 4]], f: (x) => tf.logSumExp(x, 1) },
  { of: 'softmax', shapes: [[3, 4]], f: (x) => tf.softmax(x) },
  { of: 'logSoftmax', shapes: [[3, 4]], f: (x) => tf.logSoftmax(x) },
  { of: 'cumsum', shapes: [[3, 4]], f: (x) => tf.cumsum(x, 1) },
  { of: 'moments', shapes: [image], f: (x) => tf.moments(x, [0, 1, 2]).variance },
  {
    of: 'batchNorm',
    shapes: [image, [3], [3], [3], [3]],
    at: positive,
    f: (x, m, v, o, s) =>
      tf.batchNorm(
        t4(x),
        m as tf.Tensor1D,
        v as tf.Tensor1D,
        o as tf.Tensor1D,
        s as tf.Tensor1D,
        1e-3,
      ),
  },
  { of: 'clipByValue', shapes: [[3, 4]], f: (x) => tf.clipByValue(x, -0.5, 0.5) },
  { of: 'prelu', shapes: [[3, 4], [4]], f: (x, a) => tf.prelu(x, a) },
  {
    of: 'where',
    shapes: [
      [2, 3],
      [2, 3],
    ],
    f: (a, b) => tf.where(tf.tile(mask(), [2, 1]), a, b),
  },
  {
    of: 'matMul',
    shapes: [
      [3, 4],
      [4, 5],
    ],
    f: (a, b) => tf.matMul(a, b),
  },
  {
    of: 'matMul, left side transposed',
    shapes: [
      [4, 3],
      [4, 5],
    ],
    f: (a, b) => tf.matMul(a, b, true, false),
  },
  {
    of: 'matMul, right side transposed',
    shapes: [
      [3, 4],
      [5, 4],
    ],
    f: (a, b) => tf.matMul(a, b, false, true),
  },
  {
    of: 'matMul in batches',
    shapes: [
      [2, 3, 4],
      [2, 4, 5],
    ],
    f: (a, b) => tf.matMul(a, b),
  },
  {
    of: 'fused matMul',
    shapes: [[3, 4], [4, 5], [5]],
    f: (a, b, bias) => tf.fused.matMul({ a, b, bias, activation: 'linear' }),
  },
  { of: 'gather', shapes: [[5, 3]], f: (x) => tf.gather(x, indices()) },
  { of: 'gather along the last axis', shapes: [[2, 5]], f: (x) => tf.gather(x, indices(), 1) },
  { of: 'gather, counted from the end', shapes: [[2, 5]], f: (x) => tf.gather(x, indices(), -1) },
  {
    of: 'gather in batches',
    shapes: [[2, 5, 3]],
    f: (x) => tf.gather(x, tf.tensor2d([3, 0, 3, 1], [2, 2], 'int32'), 1, 1),
  },
  { of: 'slice', shapes: [image], f: (x) => tf.slice(x, [0, 1, 2, 0], [2, 3, 3, 2]) },
  {
    of: 'concat',
    shapes: [
      [2, 3],
      [2, 4],
    ],
    f: (a, b) => tf.concat([a, b], 1),
  },
  {
    of: 'stack',
    shapes: [
      [2, 3],
      [2, 3],
    ],
    f: (a, b) => tf.stack([a, b], 1),
  },
  { of: 'unstack', shapes: [[2, 3]], f: (x) => tf.unstack(x, 1)[1] as tf.Tensor },
  { of: 'split', shapes: [[2, 6]], f: (x) => tf.split(x, 3, 1)[1] as tf.Tensor },
  {
    of: 'pad',
    shapes: [[2, 3]],
    f: (x) =>
      tf.pad(x, [
        [1, 0],
        [2, 1],
      ]),
  },
  { of: 'tile', shapes: [[2, 3]], f: (x) => tf.tile(x, [2, 2]) },
  { of: 'broadcastTo', shapes: [[1, 3]], f: (x) => tf.broadcastTo(x, [4, 3]) },
  { of: 'reverse', shapes: [[2, 3]], f: (x) => tf.reverse(x, 1) },
  { of: 'transpose', shapes: [[2, 3, 4]], f: (x) => tf.transpose(x, [2, 0, 1]) },
  { of: 'reshape', shapes: [[2, 3, 4]], f: (x) => tf.reshape(x, [6, 4]) },
  { of: 'expandDims', shapes: [[2, 3]], f: (x) => tf.expandDims(x, 1) },
  { of: 'squeeze', shapes: [[2, 1, 3]], f: (x) => tf.squeeze(x, [1]) },
  { of: 'cast', shapes: [[2, 3]], f: (x) => tf.cast(x, 'float32') },
  {
    of: 'addN',
    shapes: [
      [2, 3],
      [2, 3],
    ],
    f: (a, b) => tf.addN([a, b]),
  },
  { of: 'conv2d', shapes: [image, [3, 3, 3, 4]], f: (x, w) => tf.conv2d(t4(x), t4(w), 1, 'valid') },
  {
    of: 'conv2d, stride 2, same',
    shapes: [image, [3, 3, 3, 4]],
    f: (x, w) => tf.conv2d(t4(x), t4(w), 2, 'same'),
  },
  {
    of: 'fused conv2d',
    shapes: [image, [3, 3, 3, 4], [4]],
    f: (x, w, bias) =>
      tf.fused.conv2d({
        x: t4(x),
        filter: t4(w),
        strides: 1,
        pad: 'same',
        bias,
        activation: 'linear',
      }),
  },
  {
    of: 'conv2dTranspose',
    shapes: [
      [2, 3, 3, 4],
      [3, 3, 2, 4],
    ],
    f: (x, w) => tf.conv2dTranspose(t4(x), t4(w), [2, 6, 6, 2], 2, 'same'),
  },
  {
    of: 'depthwiseConv2d',
    shapes: [image, [3, 3, 3, 2]],
    f: (x, w) => tf.depthwiseConv2d(t4(x), t4(w), 1, 'same'),
  },
  {
    of: 'separableConv2d',
    shapes: [image, [3, 3, 3, 1], [1, 1, 3, 4]],
    f: (x, d, p) => tf.separableConv2d(t4(x), t4(d), t4(p), 2, 'same'),
  },
  { of: 'maxPool', shapes: [image], f: (x) => tf.maxPool(t4(x), 2, 2, 'valid') },
  { of: 'maxPool, overlapping', shapes: [image], f: (x) => tf.maxPool(t4(x), 3, 2, 'same') },
  { of: 'avgPool', shapes: [image], f: (x) => tf.avgPool(t4(x), 2, 2, 'same') },
  { of: 'resizeBilinear', shapes: [image], f: (x) => tf.image.resizeBilinear(t4(x), [4, 4]) },
  {
    of: 'resizeBilinear, corners aligned',
    shapes: [image],
    f: (x) => tf.image.resizeBilinear(t4(x), [9, 9], true),
  },
  // One image: with more, the cpu backend's own gradient is wrong.
  {
    of: 'resizeNearestNeighbor',
    shapes: [[1, 6, 6, 3]],
    f: (x) => tf.image.resizeNearestNeighbor(t4(x), [12, 12]),
  },
  {
    of: 'spaceToBatchND',
    shapes: [[1, 4, 4, 2]],
    f: (x) =>
      tf.spaceToBatchND(
        x,
        [2, 2],
        [
          [0, 0],
          [0, 0],
        ],
      ),
  },
  {
    of: 'spaceToBatchND, padded',
    shapes: [[2, 3, 4, 2]],
    f: (x) =>
      tf.spaceToBatchND(
        x,
        [2, 3],
        [
          [1, 0],
          [2, 0],
        ],
      ),
  },
  {
    of: 'batchToSpaceND',
    shapes: [[4, 2, 2, 2]],
    f: (x) =>
      tf.batchToSpaceND(
        x,
        [2, 2],
        [
          [0, 0],
          [0, 0],
        ],
      ),
  },
  {
    of: 'localResponseNormalization',
    shapes: [image],
    f: (x) => tf.localResponseNormalization(t4(x)),
  },
  {
    of: 'localResponseNormalization of few channels',
    shapes: [[2, 3, 3, 9]],
    f: (x) => tf.localResponseNormalization(t4(x), 2, 0.7, 0.3, 0.6),
  },
];

/** All of them. */
export const operations: readonly OperationCase[] = [
  ...unary,
  ...unaryPositive,
  ...unaryInside,
  ...binary,
  ...broadcast,
  ...others,
];
