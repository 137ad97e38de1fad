import { type KernelExports, KERNELS, LIMITS_AT, SHARED_LIMITS } from '../generated/kernels.ts';

/** The binary of the kernels, for plain or for shared memory. */
export function kernelBinary(isShared: boolean): Uint8Array<ArrayBuffer> {
  const binary = Uint8Array.from(atob(KERNELS), (character) => character.charCodeAt(0));
  if (isShared) binary[LIMITS_AT] = SHARED_LIMITS;
  return binary;
}

/** Makes the kernels work on a memory. Compiled modules are for one kind of memory, plain or shared. */
export function instantiateKernels(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
): KernelExports {
  return new WebAssembly.Instance(module, { env: { memory } }).exports as KernelExports;
}
