import '@tensorflow/tfjs-backend-wasm';
import {
  clone,
  getKernel,
  getKernelsForBackend,
  matMul,
  memory,
  ready,
  setBackend,
  slice,
  tensor2d,
  tidy,
} from '@tensorflow/tfjs-core';
import { registerTrainingKernels } from '../src/index.ts';

const missing = [
  'Conv2DBackpropFilter',
  'DepthwiseConv2dNativeBackpropFilter',
  'DepthwiseConv2dNativeBackpropInput',
  'UnsortedSegmentSum',
  'Einsum',
  // names of ours
  'ReluGrad',
  'AdamStep',
];

test('the stock backend cannot train, and can after one call', () => {
  const before = getKernelsForBackend('wasm').map(({ kernelName }) => kernelName);
  expect(before.filter((name) => missing.includes(name))).toEqual([]);

  const { added, replaced } = registerTrainingKernels();
  expect(added).toEqual(missing);
  expect(before).toEqual(expect.arrayContaining([...replaced]));
  const after = getKernelsForBackend('wasm').map(({ kernelName }) => kernelName);
  expect(after.sort()).toEqual([...before, ...missing].sort());
});

test('a second call does nothing', () => {
  registerTrainingKernels();
  const kernels = getKernelsForBackend('wasm');
  expect(registerTrainingKernels()).toEqual({ added: [], replaced: [], simd: true });
  expect(getKernelsForBackend('wasm')).toEqual(kernels);
});

test('the set-up of a stock kernel is kept, for it may still be called', async () => {
  expect(getKernel('BatchMatMul', 'wasm').setupFunc).toBeInstanceOf(Function);
  await setBackend('wasm');
  await ready();
  expect([...matMul(tensor2d([[1, 2]]), tensor2d([[3], [4]])).dataSync()]).toEqual([11]);
});

test('neither tensors nor memory are left behind', async () => {
  registerTrainingKernels();
  await setBackend('wasm');
  await ready();
  const work = () => {
    tidy(() => {
      const a = tensor2d([[1, 2, 3]]);
      clone(clone(a)).dataSync();
      slice(a, [0, 1], [1, 2]).dataSync();
    });
  };
  work();
  const { numTensors, numDataBuffers } = memory();
  for (let i = 0; i < 10; i++) work();
  expect(memory()).toMatchObject({ numTensors, numDataBuffers });
});
