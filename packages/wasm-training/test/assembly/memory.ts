import { instantiateKernels, kernelBinary } from '../../src/internal/instantiate.ts';

const memory = new WebAssembly.Memory({ initial: 32, maximum: 65536 });
const bytes = new Uint8Array(memory.buffer);
const GUARD = 0xa5;

/** The compiled kernels on a memory of their own. */
export const kernels = instantiateKernels(new WebAssembly.Module(kernelBinary(false)), memory);

export type Values = Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;

interface Block {
  readonly address: number;
  readonly length: number;
  /** What must still be there in the end; absent for what a kernel may write. */
  readonly kept?: Uint8Array;
}

let blocks: Block[] = [];
let end = 0;

/** Forgets all that lies on the memory. */
export function clear(): void {
  bytes.fill(GUARD, 0, end + 64);
  blocks = [];
  end = 0;
}

function place(values: Values, isInput: boolean): number {
  // at an odd multiple of four bytes, or at an odd byte: nothing may count on more
  const address = Math.ceil((end + 64) / 8) * 8 + (values instanceof Uint8Array ? 1 : 4);
  const source = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  bytes.set(source, address);
  const block = { address, length: source.length };
  blocks.push(isInput ? { ...block, kept: source.slice() } : block);
  end = address + source.length;
  return address;
}

/** Values that a kernel reads and may not change. */
export const input = (values: Values): number => place(values, true);

/** Room that a kernel writes, with values already in it. */
export const output = (values: Values): number => place(values, false);

/** The values at an address. */
export const floats = (address: number, count: number): Float32Array<ArrayBuffer> =>
  new Float32Array(memory.buffer.slice(address, address + 4 * count));
export const ints = (address: number, count: number): Int32Array<ArrayBuffer> =>
  new Int32Array(memory.buffer.slice(address, address + 4 * count));
export const bits = (address: number, count: number): Uint8Array<ArrayBuffer> =>
  bytes.slice(address, address + count);

/** Expects that nothing outside of the outputs has changed. */
export function expectOnlyOutputsWritten(): void {
  let at = 0;
  for (const { address, length, kept } of blocks) {
    expect(bytes.subarray(at, address).every((byte) => byte === GUARD)).toBe(true);
    at = address + length;
    if (kept !== undefined) expect(Buffer.compare(bytes.subarray(address, at), kept)).toBe(0);
  }
  expect(bytes.subarray(at, at + 64).every((byte) => byte === GUARD)).toBe(true);
}

clear();
bytes.fill(GUARD);
