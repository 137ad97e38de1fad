import '@tensorflow/tfjs-backend-cpu';
import {
  type DataType,
  engine,
  getBackend,
  ready,
  setBackend,
  type Tensor,
  tensor,
  tidy,
} from '@tensorflow/tfjs-core';
import { registerTrainingKernels } from '../../src/index.ts';

/** The two ways in which kernels are computed; each must pass the same tests. */
export const ways = [
  { way: 'with SIMD', simd: true },
  { way: 'without SIMD', simd: false },
] as const;

/** Starts the wasm backend with our kernels. */
export async function startWasm(simd: boolean): Promise<void> {
  registerTrainingKernels({ simd });
  await setBackend('wasm');
  await ready();
  expect(registerTrainingKernels({ simd })).toMatchObject({ added: [], simd });
}

/** A tensor as plain data, so that it can be made on any backend. */
export interface Data {
  readonly shape: readonly number[];
  readonly values: readonly number[];
  readonly dtype?: DataType;
}

/** Numbers in [-1, 1) from a linear congruential generator, the same for the same seed. */
export function random(shape: readonly number[], seed: number): Data {
  let state = (seed * 2654435761 + 12345) >>> 0;
  const size = shape.reduce((product, length) => product * length, 1);
  const values = Array.from({ length: size }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.fround((state >>> 8) / 2 ** 23 - 1);
  });
  return { shape, values };
}

export function toTensor({ shape, values, dtype = 'float32' }: Data): Tensor {
  return tensor([...values], [...shape], dtype);
}

/** What a kernel gives on a backend. */
export async function runOn(
  backend: 'cpu' | 'wasm',
  kernel: string,
  inputs: Readonly<Record<string, Data>>,
  attributes: object,
): Promise<Data> {
  return (await runAllOn(backend, kernel, inputs, attributes))[0] as Data;
}

/** The same for a kernel that gives several tensors: all of them. */
export async function runAllOn(
  backend: 'cpu' | 'wasm',
  kernel: string,
  inputs: Readonly<Record<string, Data>>,
  attributes: object,
): Promise<readonly Data[]> {
  await setBackend(backend);
  expect(getBackend()).toBe(backend);
  return tidy(() => {
    const tensors = Object.fromEntries(
      Object.entries(inputs).map(([name, data]) => [name, toTensor(data)]),
    );
    const result = engine().runKernel<Tensor | Tensor[]>(kernel, tensors, { ...attributes });
    return [result].flat().map((one) => ({
      shape: one.shape,
      values: [...one.dataSync()],
      dtype: one.dtype,
    }));
  });
}

/** Expects equal shapes and values within `tolerance` of the largest value. */
export function expectClose(got: Data, wanted: Data, tolerance = 2e-6): void {
  expect(got.shape).toEqual(wanted.shape);
  const scale = wanted.values.filter(Number.isFinite).reduce((a, b) => Math.max(a, Math.abs(b)), 1);
  const worst = got.values.reduce((worst, value, index) => {
    const other = wanted.values[index] ?? Number.NaN;
    const error = Object.is(value, other) ? 0 : Math.abs(value - other) / scale;
    return error <= worst ? worst : error; // NaN stays
  }, 0);
  expect(worst).toBeLessThanOrEqual(tolerance);
}
