import * as tf from '@tensorflow/tfjs-core';
import { operations } from '../../src/graph/operations.ts';
import { jit } from '../../src/index.ts';
import { startNative } from '../support/native.ts';

beforeAll(startNative);

type Inputs = readonly tf.Tensor[];
type Case = readonly [
  what: string,
  fn: (...inputs: never[]) => tf.Tensor | tf.Tensor[],
  /** Shapes of the inputs, float32 with values between 0.05 and 0.95; or what makes them. */
  inputs: readonly (readonly number[])[] | ((seed: number) => Inputs),
];

const numbers = (seed: number, shape: readonly number[], from = 0.05, to = 0.95): tf.Tensor =>
  tf.randomUniform(shape as number[], from, to, 'float32', seed);
const integers = (seed: number, shape: readonly number[], to: number): tf.Tensor =>
  tf.cast(numbers(seed, shape, 0, to - 0.001), 'int32');
const booleans = (seed: number): tf.Tensor => tf.greater(numbers(seed, [2, 3]), 0.5);
const v4 = [2, 8, 8, 4] as const;
const v5 = [2, 4, 4, 4, 2] as const;

/** The same for each of several functions of one tensor. */
function each(
  names: string,
  library: Readonly<Record<string, unknown>>,
  inputs: Case[2],
): readonly Case[] {
  return names.split(' ').map((name) => [name, library[name] as Case[1], inputs]);
}

/** Gradients of the sum of squares, by all inputs. */
function gradients(fn: (...inputs: never[]) => tf.Tensor): Case[1] {
  return (...inputs: never[]) =>
    tf.grads((...of: tf.Tensor[]) => tf.sum(tf.square(fn(...(of as never[])))))(inputs);
}

const library = tf as unknown as Readonly<Record<string, unknown>>;
const cases: readonly Case[] = [
  ...each(
    'abs acos acosh asin asinh atan atanh ceil cos cosh elu erf exp expm1 floor isFinite isInf isNaN ' +
      'leakyRelu log log1p neg onesLike reciprocal relu relu6 round rsqrt selu sigmoid sign sin sinh ' +
      'softmax softplus sqrt square step tan tanh zerosLike logSoftmax logSigmoid',
    library,
    [[2, 3]],
  ),
  ...each('all any logicalNot', library, (seed) => [booleans(seed)]),
  ...each('logicalAnd logicalOr logicalXor', library, (seed) => [
    booleans(seed),
    booleans(seed + 9),
  ]),
  ...each(
    'add sub mul div divNoNan floorDiv mod pow maximum minimum squaredDifference equal notEqual ' +
      'greater greaterEqual less lessEqual atan2 prelu',
    library,
    [
      [2, 3],
      [2, 3],
    ],
  ),
  ...each('sum mean max min prod argMax argMin cumsum cumprod logSumExp norm', library, [[4, 3]]),
  ...['int32', 'bool', 'complex64', 'float32'].map((dtype): Case => [
    `cast to ${dtype}`,
    (x: tf.Tensor) => tf.cast(x, dtype as 'int32'),
    [[2, 3]],
  ]),
  [
    'addN',
    (...x: tf.Tensor[]) => tf.addN(x),
    [
      [2, 3],
      [2, 3],
      [2, 3],
    ],
  ],
  [
    'concat',
    (...x: tf.Tensor[]) => tf.concat(x, 1),
    [
      [2, 3],
      [2, 1],
      [2, 2],
    ],
  ],
  [
    'stack',
    (...x: tf.Tensor[]) => tf.stack(x, 1),
    [
      [2, 3],
      [2, 3],
    ],
  ],
  ['unstack', (x: tf.Tensor) => tf.unstack(x, 1), [[2, 3]]],
  ['split', (x: tf.Tensor) => tf.split(x, [1, 2, 3], 1), [[2, 6]]],
  ['topk', (x: tf.Tensor) => Object.values(tf.topk(x, 2)), [[3, 5]]],
  ['expandDims', (x: tf.Tensor) => tf.expandDims(x, 1), [[3, 5]]],
  ['reshape', (x: tf.Tensor) => tf.reshape(x, [5, -1]), [[3, 5]]],
  ['transpose', (x: tf.Tensor) => tf.transpose(x, [2, 0, 1]), [[2, 3, 4]]],
  ['tile', (x: tf.Tensor) => tf.tile(x, [2, 2]), [[2, 3]]],
  ['reverse', (x: tf.Tensor) => tf.reverse(x, 1), [[2, 3]]],
  [
    'pad',
    (x: tf.Tensor) =>
      tf.pad(
        x,
        [
          [1, 0],
          [0, 2],
        ],
        0.5,
      ),
    [[2, 3]],
  ],
  [
    'mirrorPad',
    (x: tf.Tensor) =>
      tf.mirrorPad(
        x,
        [
          [1, 1],
          [1, 1],
        ],
        'reflect',
      ),
    [[3, 3]],
  ],
  ['slice', (x: tf.Tensor) => tf.slice(x, [1, 0], [1, 2]), [[2, 3]]],
  ['stridedSlice', (x: tf.Tensor) => tf.stridedSlice(x, [0, 1], [4, 5], [2, 3]), [[4, 6]]],
  ['clipByValue', (x: tf.Tensor) => tf.clipByValue(x, 0.3, 0.6), [[2, 3]]],
  ['diag', (x: tf.Tensor) => tf.diag(x), [[4]]],
  [
    'fill, range, linspace',
    (x: tf.Tensor) => [
      tf.add(x, tf.fill([3], 2)),
      tf.add(x, tf.range(0, 3)),
      tf.add(x, tf.linspace(0, 1, 3)),
    ],
    [[3]],
  ],
  [
    'where',
    (c: tf.Tensor, x: tf.Tensor) => tf.where(c, x, tf.neg(x)),
    (seed) => [booleans(seed), numbers(seed, [2, 3])],
  ],
  ['oneHot', (x: tf.Tensor) => tf.oneHot(x, 5), (seed) => [integers(seed, [6], 5)]],
  [
    'bincount',
    (x: tf.Tensor1D) => tf.bincount(x, tf.tensor1d([]), 5),
    (seed) => [integers(seed, [9], 5)],
  ],
  [
    'gather',
    (x: tf.Tensor, i: tf.Tensor) => tf.gather(x, i),
    (seed) => [numbers(seed, [5, 3]), integers(seed, [7], 5)],
  ],
  [
    'gather, batched',
    (x: tf.Tensor, i: tf.Tensor) => tf.gather(x, i, 1, 1),
    (seed) => [numbers(seed, [2, 5, 3]), integers(seed, [2, 4], 5)],
  ],
  [
    'gatherND',
    (x: tf.Tensor, i: tf.Tensor) => tf.gatherND(x, i),
    (seed) => [numbers(seed, [5, 3]), integers(seed, [4, 1], 5)],
  ],
  [
    'scatterND',
    (i: tf.Tensor, x: tf.Tensor) => tf.scatterND(i, x, [5]),
    (seed) => [integers(seed, [4, 1], 5), numbers(seed, [4])],
  ],
  [
    'tensorScatterUpdate',
    (x: tf.Tensor, i: tf.Tensor, u: tf.Tensor) => tf.tensorScatterUpdate(x, i, u),
    (seed) => [
      numbers(seed, [5]),
      tf.tensor2d([[3], [seed % 2]], [2, 1], 'int32'),
      numbers(seed + 1, [2]),
    ],
  ],
  [
    'sparseToDense',
    (x: tf.Tensor) => tf.sparseToDense(tf.tensor1d([1, 3], 'int32'), x, [5], 0.5),
    [[2]],
  ],
  [
    'unsortedSegmentSum',
    (x: tf.Tensor, i: tf.Tensor1D) => tf.unsortedSegmentSum(x, i, 3),
    (seed) => [numbers(seed, [6, 2]), integers(seed, [6], 3)],
  ],
  [
    'broadcastArgs',
    (a: tf.Tensor, b: tf.Tensor) => tf.broadcastArgs(a, b),
    (seed) => [tf.tensor1d([seed, 1], 'int32'), tf.tensor1d([1, 3], 'int32')],
  ],
  ['broadcastTo', (x: tf.Tensor) => tf.broadcastTo(x, [4, 3]), [[1, 3]]],
  [
    'matMul',
    (a: tf.Tensor2D, b: tf.Tensor2D) => [tf.matMul(a, b), tf.matMul(b, a, true, true)],
    [
      [3, 4],
      [4, 3],
    ],
  ],
  [
    'matMul of batches',
    (a: tf.Tensor3D, b: tf.Tensor3D) => tf.matMul(a, b, false, true),
    [
      [2, 3, 4],
      [2, 5, 4],
    ],
  ],
  [
    'einsum',
    (a: tf.Tensor, b: tf.Tensor) => tf.einsum('ij,jk->ki', a, b),
    [
      [3, 4],
      [4, 2],
    ],
  ],
  [
    'fused matMul',
    (a: tf.Tensor2D, b: tf.Tensor2D, c: tf.Tensor) =>
      tf.fused.matMul({ a, b, bias: c, activation: 'relu' }),
    [[3, 4], [4, 2], [2]],
  ],
  [
    'fused conv2d',
    (x: tf.Tensor4D, f: tf.Tensor4D, b: tf.Tensor) =>
      tf.fused.conv2d({ x, filter: f, strides: 1, pad: 'same', bias: b, activation: 'elu' }),
    [v4, [3, 3, 4, 2], [2]],
  ],
  ['conv2d', (x: tf.Tensor4D, f: tf.Tensor4D) => tf.conv2d(x, f, 2, 'same'), [v4, [3, 3, 4, 2]]],
  [
    'conv2d, dilated',
    (x: tf.Tensor4D, f: tf.Tensor4D) => tf.conv2d(x, f, 1, 'valid', 'NHWC', 2),
    [v4, [3, 3, 4, 2]],
  ],
  [
    'conv2d, padded by hand',
    (x: tf.Tensor4D, f: tf.Tensor4D) =>
      tf.conv2d(x, f, 1, [
        [0, 0],
        [1, 2],
        [0, 1],
        [0, 0],
      ]),
    [v4, [3, 3, 4, 2]],
  ],
  [
    'conv2d, gradients',
    gradients((x: tf.Tensor4D, f: tf.Tensor4D) => tf.conv2d(x, f, 2, 'same')),
    [v4, [3, 3, 4, 2]],
  ],
  [
    'depthwiseConv2d',
    (x: tf.Tensor4D, f: tf.Tensor4D) => tf.depthwiseConv2d(x, f, 1, 'same'),
    [v4, [3, 3, 4, 2]],
  ],
  [
    'depthwiseConv2d, gradients',
    gradients((x: tf.Tensor4D, f: tf.Tensor4D) => tf.depthwiseConv2d(x, f, 1, 'same')),
    [v4, [3, 3, 4, 2]],
  ],
  [
    'separableConv2d',
    (x: tf.Tensor4D, d: tf.Tensor4D, p: tf.Tensor4D) => tf.separableConv2d(x, d, p, 1, 'same'),
    [v4, [3, 3, 4, 2], [1, 1, 8, 3]],
  ],
  [
    'conv2dTranspose',
    (x: tf.Tensor4D, f: tf.Tensor4D) => tf.conv2dTranspose(x, f, [2, 16, 16, 2], 2, 'same'),
    [v4, [3, 3, 2, 4]],
  ],
  [
    'conv1d',
    (x: tf.Tensor3D, f: tf.Tensor3D) => tf.conv1d(x, f, 1, 'same'),
    [
      [2, 8, 4],
      [3, 4, 2],
    ],
  ],
  ['conv3d', (x: tf.Tensor5D, f: tf.Tensor5D) => tf.conv3d(x, f, 1, 'same'), [v5, [2, 2, 2, 2, 3]]],
  [
    'conv3d, gradients',
    gradients((x: tf.Tensor5D, f: tf.Tensor5D) => tf.conv3d(x, f, 1, 'same')),
    [v5, [2, 2, 2, 2, 3]],
  ],
  [
    'dilation2d',
    (x: tf.Tensor4D, f: tf.Tensor3D) => tf.dilation2d(x, f, 1, 'same'),
    [v4, [3, 3, 4]],
  ],
  [
    'dilation2d, gradients',
    gradients((x: tf.Tensor4D, f: tf.Tensor3D) => tf.dilation2d(x, f, 1, 'same')),
    [v4, [3, 3, 4]],
  ],
  ['maxPool', (x: tf.Tensor4D) => tf.maxPool(x, 2, 2, 'valid'), [v4]],
  ['maxPool, gradients', gradients((x: tf.Tensor4D) => tf.maxPool(x, 3, 2, 'same')), [v4]],
  ['avgPool', (x: tf.Tensor4D) => tf.avgPool(x, 2, 2, 'valid'), [v4]],
  ['avgPool, gradients', gradients((x: tf.Tensor4D) => tf.avgPool(x, 3, 2, 'same')), [v4]],
  ['maxPool3d', (x: tf.Tensor5D) => tf.maxPool3d(x, 2, 2, 'valid'), [v5]],
  ['maxPool3d, gradients', gradients((x: tf.Tensor5D) => tf.maxPool3d(x, 2, 2, 'valid')), [v5]],
  ['avgPool3d', (x: tf.Tensor5D) => tf.avgPool3d(x, 2, 2, 'valid'), [v5]],
  ['avgPool3d, gradients', gradients((x: tf.Tensor5D) => tf.avgPool3d(x, 2, 2, 'valid')), [v5]],
  [
    'batchNorm',
    (x: tf.Tensor4D, m: tf.Tensor1D, v: tf.Tensor1D) => tf.batchNorm(x, m, v),
    [v4, [4], [4]],
  ],
  [
    'batchNorm, gradients',
    // Without a scale, tfjs-node itself has no gradient.
    gradients(
      (x: tf.Tensor4D, m: tf.Tensor1D, v: tf.Tensor1D, offset: tf.Tensor1D, scale: tf.Tensor1D) =>
        tf.batchNorm(x, m, v, offset, scale),
    ),
    [v4, [4], [4], [4], [4]],
  ],
  ['moments', (x: tf.Tensor4D) => Object.values<tf.Tensor>(tf.moments(x, [0, 1, 2])), [v4]],
  ['localResponseNormalization', (x: tf.Tensor4D) => tf.localResponseNormalization(x), [v4]],
  [
    'localResponseNormalization, gradients',
    gradients((x: tf.Tensor4D) => tf.localResponseNormalization(x)),
    [v4],
  ],
  ['resizeBilinear', (x: tf.Tensor4D) => tf.image.resizeBilinear(x, [5, 11]), [v4]],
  [
    'resizeBilinear, gradients',
    gradients((x: tf.Tensor4D) => tf.image.resizeBilinear(x, [5, 11])),
    [v4],
  ],
  [
    'resizeNearestNeighbor',
    (x: tf.Tensor4D) => tf.image.resizeNearestNeighbor(x, [5, 11], false, true),
    [v4],
  ],
  [
    'resizeNearestNeighbor, gradients',
    gradients((x: tf.Tensor4D) => tf.image.resizeNearestNeighbor(x, [5, 11])),
    [v4],
  ],
  [
    'cropAndResize',
    (x: tf.Tensor4D, b: tf.Tensor2D) =>
      tf.image.cropAndResize(x, b, tf.tensor1d([0, 1], 'int32'), [3, 3]),
    [v4, [2, 4]],
  ],
  ['depthToSpace', (x: tf.Tensor4D) => tf.depthToSpace(x, 2), [v4]],
  [
    'spaceToBatchND',
    (x: tf.Tensor) =>
      tf.spaceToBatchND(
        x,
        [2, 2],
        [
          [0, 0],
          [0, 0],
        ],
      ),
    [v4],
  ],
  [
    'batchToSpaceND',
    (x: tf.Tensor) =>
      tf.batchToSpaceND(
        x,
        [2, 1],
        [
          [0, 0],
          [0, 0],
        ],
      ),
    [v4],
  ],
  [
    'complex, real, imag, abs',
    (a: tf.Tensor, b: tf.Tensor) => {
      const z = tf.complex(a, b);
      return [tf.real(z), tf.imag(z), tf.abs(z)];
    },
    [
      [2, 4],
      [2, 4],
    ],
  ],
  [
    'fft and ifft',
    (a: tf.Tensor) => {
      const z = tf.spectral.fft(tf.complex(a, a));
      return [tf.real(z), tf.imag(tf.spectral.ifft(z))];
    },
    [[2, 4]],
  ],
  ['elu, gradients', gradients((x: tf.Tensor) => tf.elu(tf.sub(x, 0.5))), [[2, 3]]],
  [
    'a seeded uniform',
    (x: tf.Tensor) => tf.mul(x, tf.randomUniform([2, 3], 0, 1, 'float32', 3)),
    [[2, 3]],
  ],
  [
    'a seeded normal',
    (x: tf.Tensor) => tf.mul(x, tf.randomNormal([2, 3], 0, 1, 'float32', 3)),
    [[2, 3]],
  ],
  ['a seeded dropout', (x: tf.Tensor) => tf.dropout(x, 0.5, undefined, 7), [[2, 3]]],
  [
    'losses',
    (a: tf.Tensor, b: tf.Tensor) => [
      tf.losses.softmaxCrossEntropy(a, b),
      tf.losses.sigmoidCrossEntropy(a, b),
      tf.losses.huberLoss(a, b),
    ],
    [
      [4, 3],
      [4, 3],
    ],
  ],
];

/** Of TensorFlow.js's own vocabulary, or with an effect, or of a shape that depends on values. */
const notEmitted =
  'BatchMatMul ClipByValue Concat Div DivNoNan Mod Reverse TopK Unique Dilation2D ' +
  'CreateSummaryFileWriter FlushSummaryWriter SummaryWriter WriteScalarSummary WriteSummary ' +
  'DecodeBmp DecodeGif DecodeJpeg DecodePng EncodeJpeg EncodePng StaticRegexReplace ' +
  'NonMaxSuppressionV3 NonMaxSuppressionV4 NonMaxSuppressionV5 UniqueV2 Where Multinomial StatelessRandomUniform';

const traced = new Set<string>(['Identity']);

test.each(cases)('%s', (_, fn, inputs) => {
  const make = (seed: number): Inputs =>
    typeof inputs === 'function'
      ? inputs(seed)
      : inputs.map((shape, i) => numbers(10 * seed + i, shape));
  const call = fn as (...tensors: tf.Tensor[]) => tf.Tensor | tf.Tensor[];
  const graph = jit((...tensors: tf.Tensor[]) => call(...tensors), { name: 'fn', strict: true });
  const valuesOf = (result: tf.Tensor | tf.Tensor[]) =>
    [result].flat().map((tensor) => ({
      shape: tensor.shape,
      dtype: tensor.dtype,
      values: Array.from(
        tensor.dtype === 'complex64' ? tf.real(tensor).dataSync() : tensor.dataSync(),
      ),
    }));
  tf.tidy(() => {
    graph(...make(1));
    graph(...make(2));
    const given = make(3);
    const expected = valuesOf(call(...given));
    const actual = valuesOf(graph(...given));
    const [report] = graph.reports();
    if (report?.kind === 'graph') {
      for (const operation of Object.keys(report.operations)) traced.add(operation);
    }
    expect(report?.kind).toBe('graph');
    expect(actual.map(({ shape, dtype }) => ({ shape, dtype }))).toEqual(
      expected.map(({ shape, dtype }) => ({ shape, dtype })),
    );
    expected.forEach(({ values }, k) =>
      values.forEach((value, i) => {
        const found = actual[k]?.values[i] ?? NaN;
        // All are the same bit by bit, save for two with a softmax in them.
        if (!Object.is(found, value)) expect(found).toBeCloseTo(value, 6);
      }),
    );
  });
  graph.dispose();
});

test('the cases above hold every operation that tfjs-node emits', () => {
  const missing = Object.keys(operations).filter(
    (name) => !traced.has(name) && !notEmitted.split(' ').includes(name),
  );
  expect(missing).toEqual([]);
});
