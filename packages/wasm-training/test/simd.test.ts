import { registerGradients } from '@sora-particles/combinator-core';
import * as tf from '@tensorflow/tfjs-core';
import { registerTrainingKernels } from '../src/index.ts';
import { kernelBinary } from '../src/internal/instantiate.ts';
import { memoryOf, type EmscriptenModule } from '../src/internal/memory.ts';
import { random, startWasm, toTensor } from './support/backends.ts';

const t = (shape: readonly number[], seed: number) => toTensor(random(shape, seed));

/** A forward and a backward pass through most kernels. */
function work(): number[] {
  return tf.tidy(() => {
    const gradients = tf.grads((x: tf.Tensor, filter: tf.Tensor, b: tf.Tensor) => {
      const h = tf.relu(tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same'));
      const p = tf.avgPool(tf.maxPool(h, 2, 2, 'same'), 2, 1, 'same');
      return tf.sum(tf.matMul(tf.reshape(p, [2, -1]), b as tf.Tensor2D));
    })([t([2, 6, 6, 3], 1), t([3, 3, 3, 8], 2), t([72, 4], 3)]);
    return gradients.flatMap((gradient) => [...gradient.dataSync()]);
  });
}

const backend = () => tf.backend() as tf.KernelBackend & { wasm: EmscriptenModule };

beforeAll(async () => {
  registerGradients();
  await startWasm(true);
});

test('nothing is left behind', () => {
  work();
  const before = { ...tf.memory(), ids: backend().numDataIds() };
  for (let run = 0; run < 5; run++) work();
  expect(tf.memory()).toMatchObject({
    numTensors: before.numTensors,
    numDataBuffers: before.numDataBuffers,
  });
  expect(backend().numDataIds()).toBe(before.ids);
});

test('memory may grow between and within kernels', () => {
  const wanted = work();
  const size = () => backend().wasm.HEAPU8.length;
  const before = size();
  const ballast: tf.Tensor[] = [];
  while (size() < before + 3 * 2 ** 25) ballast.push(tf.zeros([2 ** 20]));
  expect(work()).toEqual(wanted);
  // The result of one product makes it grow once more.
  const side = 6000;
  const [a, b] = [tf.ones<tf.Rank.R2>([side, 1]), tf.ones<tf.Rank.R2>([1, side])];
  const grown = size();
  const product = tf.matMul(a, b);
  expect(size()).toBeGreaterThan(grown);
  expect(tf.slice(product, [side - 1, side - 1], [1, 1]).dataSync()[0]).toBe(1);
  tf.dispose([a, b, product, ballast]);
});

test('a backend that is started anew has a memory of its own', async () => {
  const wanted = work();
  const first = backend();
  const factory = tf.findBackendFactory('wasm');
  tf.removeBackend('wasm');
  tf.registerBackend('wasm', factory);
  await tf.setBackend('wasm');
  expect(backend()).not.toBe(first);
  expect(work()).toEqual(wanted);
  expect(registerTrainingKernels()).toEqual({ added: [], replaced: [], simd: true });
});

test('SIMD can be switched off and on, and the results are the same', () => {
  const wanted = work();
  expect(registerTrainingKernels({ simd: false })).toEqual({
    added: [],
    replaced: [],
    simd: false,
    reason: 'switched off',
  });
  work().forEach((value, index) => {
    expect(value).toBeCloseTo(wanted[index] ?? Number.NaN, 4);
  });
  expect(registerTrainingKernels()).toEqual({ added: [], replaced: [], simd: true });
  expect(work()).toEqual(wanted);
});

test('the binary is small enough to be compiled at once, and valid for both kinds of memory', () => {
  expect(kernelBinary(false).length).toBeLessThan(50_000);
  expect(WebAssembly.validate(kernelBinary(true))).toBe(true);
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
  const module = new WebAssembly.Module(kernelBinary(true));
  expect(() => new WebAssembly.Instance(module, { env: { memory } })).not.toThrow();
});

test.each([
  ['on the module, as with threads', (memory: WebAssembly.Memory) => ({ wasmMemory: memory })],
  ['among the exports', (memory: WebAssembly.Memory) => ({ asm: { memory } })],
  ['under a minified name', (memory: WebAssembly.Memory) => ({ asm: { a: () => 0, b: memory } })],
])('the memory is found %s', (_, place) => {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const other = new WebAssembly.Memory({ initial: 1 });
  const module = { other, ...place(memory), HEAPU8: new Uint8Array(memory.buffer) };
  expect(memoryOf(module as unknown as EmscriptenModule)).toBe(memory);
});
