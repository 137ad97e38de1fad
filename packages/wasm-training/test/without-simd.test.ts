import * as tf from '@tensorflow/tfjs-core';
import { registerTrainingKernels } from '../src/index.ts';
import { expectClose, random, runOn } from './support/backends.ts';

const { Module } = WebAssembly;

beforeAll(() => {
  // As a platform without SIMD does. The backend itself does not use this constructor.
  WebAssembly.Module = function refuse() {
    throw new WebAssembly.CompileError('no SIMD here');
  } as unknown as typeof Module;
});

afterAll(() => {
  WebAssembly.Module = Module;
});

test('where SIMD is not to be had, the reason is stated and the composed kernels run', async () => {
  const wanted = { simd: false, reason: 'no SIMD here' };
  expect(registerTrainingKernels()).toMatchObject(wanted);
  await tf.setBackend('wasm');
  expect(registerTrainingKernels()).toMatchObject({ added: [], ...wanted });
  const inputs = { a: random([3, 4], 1), b: random([5, 4], 2) };
  const attributes = { transposeA: false, transposeB: true };
  expectClose(
    await runOn('wasm', 'BatchMatMul', inputs, attributes),
    await runOn('cpu', 'BatchMatMul', inputs, attributes),
  );
});
