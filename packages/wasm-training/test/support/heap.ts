import { instantiateKernels, kernelBinary } from '../../src/internal/instantiate.ts';
import { random } from './backends.ts';

const memory = new WebAssembly.Memory({ initial: 64, maximum: 65536 });

/** The exported functions themselves, on a memory of their own. */
export const kernels = instantiateKernels(new WebAssembly.Module(kernelBinary(false)), memory);

let end = 0;

/** Puts numbers on that memory, where the kernels find them; NaN all around, so that no read beyond the ends is harmless. */
export function put(values: readonly number[]): number {
  const address = end + 64;
  end = address + values.length * 4 + 64;
  const view = new Float32Array(memory.buffer);
  view.fill(Number.NaN, address / 4 - 16, end / 4);
  view.set(values, address / 4);
  return address;
}

/** Memory for `bytes` bytes, with NaN in it. */
export const space = (bytes: number): number =>
  put(new Array<number>(Math.ceil(bytes / 4)).fill(Number.NaN));

/** `count` numbers in [-1, 1). */
export const numbers = (count: number, seed: number): number[] => [...random([count], seed).values];

/** The numbers at an address. */
export const get = (address: number, count: number): number[] => [
  ...new Float32Array(memory.buffer, address, count),
];

/** Forgets all that was put. */
export function clear(): void {
  end = 0;
}
