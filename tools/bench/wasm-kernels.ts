/**
 * Times the kernels of `@sora-particles/wasm-training` against those that the stock backend brings.
 *
 *     tsx --conditions=@sora-particles/source tools/bench/wasm-kernels.ts
 *
 * Figures are the lowest of 25 runs, in milliseconds: on a shared machine the most repeatable one.
 */
import '@tensorflow/tfjs-backend-wasm';
import { registerTrainingKernels } from '@sora-particles/wasm-training';
import {
  add,
  dispose,
  engine,
  type NamedAttrMap,
  randomUniform,
  setBackend,
  type Tensor,
  tidy,
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
  dataFormat: 'NHWC',
  inputShape: [32, 28, 28, 32],
});
const pooling = {
  inputs: { input: [32, 26, 26, 32], output: [32, 13, 13, 32], dy: [32, 13, 13, 32] },
  attributes: { filterSize: 2, strides: 2, pad: 'valid' },
};

const cases: readonly Case[] = [
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
  { name: 'max pooling', kernel: 'MaxPoolGrad', ...pooling },
  { name: 'average pooling', kernel: 'AvgPoolGrad', ...pooling },
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

/** The lowest of 25 runs. Inputs are new each time: the backend keeps what it has prepared of old ones. */
function time({ kernel, inputs, attributes }: Case): number {
  let lowest = Infinity;
  for (let run = 0; run < 25; run++) {
    const made = tidy(() =>
      Object.fromEntries(
        Object.entries(inputs).map(([name, shape]) => [name, add(randomUniform([...shape]), 1)]),
      ),
    );
    const start = performance.now();
    const result = engine().runKernel<Tensor>(kernel, made, attributes);
    lowest = Math.min(lowest, performance.now() - start);
    dispose([made, result]);
  }
  return lowest;
}

await setBackend('wasm');
const stock = cases.map(time);
registerTrainingKernels();
cases.forEach((each, index) => {
  const [before = 0, after] = [stock[index], time(each)];
  const figures = [before.toFixed(2), after.toFixed(2), `${(before / after).toFixed(1)} x`];
  console.log(`${each.name.padEnd(32)}${figures.map((figure) => figure.padStart(9)).join('')}`);
});
