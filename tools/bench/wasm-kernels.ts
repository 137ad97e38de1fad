/**
 * Times the kernels of `@sora-particles/wasm-training` on one thread against those that the stock backend
 * brings and against the composed ones, which run where there is no SIMD.
 *
 *     npx tsx --conditions=@sora-particles/source tools/bench/wasm-kernels.ts
 *
 * Figures are the lowest of 25 runs, in milliseconds: on a shared machine the most repeatable one. The
 * last line is a whole training step of the digits network (batch of 32) through plain TensorFlow.js
 * operations and `tf.train.adam`, then with `fastAdam`.
 */
import '@tensorflow/tfjs-backend-wasm';
import { registerGradients } from '@sora-particles/combinator-core';
import { fastAdam, registerTrainingKernels } from '@sora-particles/wasm-training';
import {
  add,
  conv2d,
  dispose,
  engine,
  getKernel,
  losses,
  matMul,
  maxPool,
  mul,
  type NamedAttrMap,
  oneHot,
  type Optimizer,
  randomNormal,
  randomUniform,
  type Rank,
  relu,
  reshape,
  type Scalar,
  setBackend,
  type Tensor,
  type Tensor4D,
  tensor1d,
  tidy,
  train,
  variable,
} from '@tensorflow/tfjs-core';

interface Case {
  readonly name: string;
  readonly kernel: string;
  /** Shapes of the inputs, by name. */
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  readonly attributes: NamedAttrMap;
}

const convolution = (strides: number) => ({
  strides,
  pad: 'same',
  dilations: 1,
  dataFormat: 'NHWC',
  inputShape: [32, 28, 28, 32],
  filterShape: [3, 3, 32, 32],
});
const depthwise = { ...convolution(1), filterShape: [3, 3, 32, 1] };
const product = { transposeA: false, transposeB: false };
const pooling = {
  inputs: { input: [32, 26, 26, 32], output: [32, 13, 13, 32], dy: [32, 13, 13, 32] },
  attributes: { filterSize: 2, strides: 2, pad: 'valid' },
};

const cases: readonly Case[] = [
  {
    name: '3 x 3 convolution',
    kernel: 'Conv2D',
    inputs: { x: [32, 28, 28, 32], filter: [3, 3, 32, 32] },
    attributes: convolution(1),
  },
  {
    name: 'the same of one channel',
    kernel: 'Conv2D',
    inputs: { x: [32, 28, 28, 1], filter: [3, 3, 1, 32] },
    attributes: convolution(1),
  },
  {
    name: 'the same with bias and relu',
    kernel: 'FusedConv2D',
    inputs: { x: [32, 28, 28, 32], filter: [3, 3, 32, 32], bias: [32] },
    attributes: { ...convolution(1), activation: 'relu' },
  },
  {
    name: '1 x 1 convolution',
    kernel: 'Conv2D',
    inputs: { x: [32, 28, 28, 32], filter: [1, 1, 32, 64] },
    attributes: convolution(1),
  },
  {
    name: '3 x 3 convolution by its filter',
    kernel: 'Conv2DBackpropFilter',
    inputs: { x: [32, 28, 28, 32], dy: [32, 28, 28, 32] },
    attributes: convolution(1),
  },
  {
    name: 'the same of one channel',
    kernel: 'Conv2DBackpropFilter',
    inputs: { x: [32, 28, 28, 1], dy: [32, 28, 28, 32] },
    attributes: { ...convolution(1), filterShape: [3, 3, 1, 32] },
  },
  {
    name: '3 x 3 convolution by its input',
    kernel: 'Conv2DBackpropInput',
    inputs: { dy: [32, 28, 28, 32], filter: [3, 3, 32, 32] },
    attributes: convolution(1),
  },
  {
    name: 'the same, stride 2',
    kernel: 'Conv2DBackpropInput',
    inputs: { dy: [32, 14, 14, 32], filter: [3, 3, 32, 32] },
    attributes: convolution(2),
  },
  {
    name: '3 x 3 depthwise convolution',
    kernel: 'DepthwiseConv2dNative',
    inputs: { x: [32, 28, 28, 32], filter: [3, 3, 32, 1] },
    attributes: depthwise,
  },
  {
    name: 'the same by its filter',
    kernel: 'DepthwiseConv2dNativeBackpropFilter',
    inputs: { x: [32, 28, 28, 32], dy: [32, 28, 28, 32] },
    attributes: depthwise,
  },
  {
    name: 'the same by its input',
    kernel: 'DepthwiseConv2dNativeBackpropInput',
    inputs: { dy: [32, 28, 28, 32], filter: [3, 3, 32, 1] },
    attributes: depthwise,
  },
  {
    name: 'a b',
    kernel: 'BatchMatMul',
    inputs: { a: [32, 5408], b: [5408, 64] },
    attributes: product,
  },
  {
    name: 'a b of an LSTM',
    kernel: 'BatchMatMul',
    inputs: { a: [32, 96], b: [96, 256] },
    attributes: product,
  },
  {
    name: 'a^T b',
    kernel: 'BatchMatMul',
    inputs: { a: [32, 5408], b: [32, 64] },
    attributes: { transposeA: true, transposeB: false },
  },
  {
    name: 'a b^T',
    kernel: 'BatchMatMul',
    inputs: { a: [32, 64], b: [5408, 64] },
    attributes: { transposeA: false, transposeB: true },
  },
  {
    name: 'max pooling, forward',
    kernel: 'MaxPool',
    inputs: { x: [32, 26, 26, 32] },
    attributes: pooling.attributes,
  },
  {
    name: 'average pooling, forward',
    kernel: 'AvgPool',
    inputs: { x: [32, 26, 26, 32] },
    attributes: pooling.attributes,
  },
  { name: 'max pooling, gradient', kernel: 'MaxPoolGrad', ...pooling },
  { name: 'average pooling, gradient', kernel: 'AvgPoolGrad', ...pooling },
  {
    name: 'sum over 3 leading axes',
    kernel: 'Sum',
    inputs: { x: [32, 26, 26, 32] },
    attributes: { axis: [0, 1, 2], keepDims: false },
  },
  {
    name: 'a batch of 6,000 images',
    kernel: 'Slice',
    inputs: { x: [6000, 28, 28, 1] },
    attributes: { begin: [320, 0, 0, 0], size: [32, 28, 28, 1] },
  },
  { name: 'a copy', kernel: 'Identity', inputs: { x: [32, 26, 26, 32] }, attributes: {} },
];

/** The lowest time of 25 runs. */
function lowest(prepare: () => () => void): number {
  let best = Infinity;
  for (let run = 0; run < 25; run++) {
    const work = prepare();
    const start = performance.now();
    work();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

/** Of one kernel. Inputs are new each time: the backend keeps what it has prepared of old ones. */
function time({ kernel, inputs, attributes }: Case): number | undefined {
  if ((getKernel(kernel, 'wasm') as object | undefined) === undefined) return undefined;
  const garbage: Tensor[] = [];
  const result = lowest(() => {
    dispose(garbage.splice(0));
    const made = tidy(() =>
      Object.fromEntries(
        Object.entries(inputs).map(([name, shape]) => [name, add(randomUniform([...shape]), 1)]),
      ),
    );
    garbage.push(...Object.values(made));
    return () => garbage.push(engine().runKernel<Tensor>(kernel, made, attributes));
  });
  dispose(garbage);
  return result;
}

/** Of a training step. */
function timeStep(makeOptimizer: () => Optimizer): number {
  const weight = (...shape: number[]): Tensor =>
    variable(tidy(() => mul(randomNormal(shape), 0.05)));
  const [w1, b1] = [weight(3, 3, 1, 32), weight(32)];
  const [w2, b2, w3, b3] = [weight(5408, 64), weight(64), weight(64, 10), weight(10)];
  const x = randomUniform<Rank.R4>([32, 28, 28, 1]);
  const digits = Array.from({ length: 32 }, (_, i) => i % 10);
  const y = oneHot(tensor1d(digits, 'int32'), 10);
  const optimizer = makeOptimizer();
  return lowest(() => () => {
    optimizer.minimize(() => {
      const image = relu<Tensor4D>(add(conv2d(x, w1 as Tensor4D, 1, 'valid'), b1));
      const pooled = reshape(maxPool(image, 2, 2, 'valid'), [32, -1]);
      const logits = add(matMul(relu(add(matMul(pooled, w2), b2)), w3), b3);
      return losses.softmaxCrossEntropy<Tensor, Scalar>(y, logits);
    });
  });
}

function print(name: string, figures: readonly (number | undefined)[]): void {
  const columns = figures.map((figure) => (figure === undefined ? '-' : figure.toFixed(2)));
  console.log(`${name.padEnd(34)}${columns.map((column) => column.padStart(10)).join('')}`);
}

await setBackend('wasm');
const stock = cases.map(time);
registerTrainingKernels({ simd: false });
registerGradients();
const composed = cases.map(time);
const step = timeStep(() => train.adam(1e-3));
console.log(`${''.padEnd(34)}     stock  composed      SIMD`);
registerTrainingKernels();
cases.forEach((each, index) => {
  print(each.name, [stock[index], composed[index], time(each)]);
});
print('a step of the digits network', [undefined, step, timeStep(() => train.adam(1e-3))]);
print('the same with fastAdam', [undefined, undefined, timeStep(() => fastAdam())]);
