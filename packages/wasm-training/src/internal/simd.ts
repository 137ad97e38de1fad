import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { type DataType, type TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelExports } from '../generated/kernels.ts';
import { makeOutput, memoryIsFull } from './heap.ts';
import { instantiateKernels, kernelBinary } from './instantiate.ts';
import { type EmscriptenModule, memoryOf } from './memory.ts';

/** The SIMD kernels on the memory of one started backend. */
export interface Simd {
  readonly kernels: KernelExports;
  /** Where the numbers of a tensor lie, in bytes. */
  readonly addressOf: (tensor: TensorInfo) => number;
  /** A tensor whose values are still undefined: whoever asks for it writes all of them. */
  readonly allocate: (shape: readonly number[], dtype?: DataType) => TensorInfo;
  /**
   * Memory of at least so many bytes that is nobody's: good until the next call. Ask for it before
   * `allocate`, so that nothing is left behind where there is none.
   */
  readonly scratch: (bytes: number) => number;
}

/** Whether the SIMD kernels are in use, and if not, why. */
export interface SimdStatus {
  readonly simd: boolean;
  readonly reason?: string;
}

const modules = new Map<boolean, WebAssembly.Module>();
// A backend that is removed and started again is another object with another memory.
const instances = new WeakMap<BackendWasm, Simd | SimdStatus>();
let isWanted = true;

/** Switches the SIMD kernels off and on. */
export function wantSimd(wanted: boolean): void {
  isWanted = wanted;
}

/** The SIMD kernels of a backend; nothing where there are none. */
export function simdOf(backend: BackendWasm): Simd | undefined {
  if (!isWanted) return undefined;
  let known = instances.get(backend);
  if (known === undefined) {
    known = start(backend);
    instances.set(backend, known);
  }
  return 'kernels' in known ? known : undefined;
}

/** How things stand: with a backend, whether the kernels run on it; without, whether they compile. */
export function simdStatus(backend: BackendWasm | undefined): SimdStatus {
  if (!isWanted) return { simd: false, reason: 'switched off' };
  try {
    if (backend === undefined) compile(false);
    else if (simdOf(backend) === undefined) return instances.get(backend) as SimdStatus;
    return { simd: true };
  } catch (error) {
    return { simd: false, reason: messageOf(error) };
  }
}

function start(backend: BackendWasm): Simd | SimdStatus {
  try {
    const memory = memoryOf(moduleOf(backend));
    if (memory === undefined) return { simd: false, reason: 'the backend shows no memory' };
    const isShared = isSharedBuffer(memory.buffer);
    const kernels = instantiateKernels(compile(isShared), memory);
    return { kernels, ...toolsOf(backend) };
  } catch (error) {
    return { simd: false, reason: messageOf(error) };
  }
}

// The name instead of the class: the buffer may come from another realm, and without cross-origin
// isolation browsers have no such class.
function isSharedBuffer(buffer: object): boolean {
  return Object.prototype.toString.call(buffer) === '[object SharedArrayBuffer]';
}

/** Throws a CompileError where there is no SIMD, or where a page may not compile at once. */
function compile(isShared: boolean): WebAssembly.Module {
  let module = modules.get(isShared);
  if (module === undefined) {
    module = new WebAssembly.Module(kernelBinary(isShared));
    modules.set(isShared, module);
  }
  return module;
}

function moduleOf({ wasm }: BackendWasm): EmscriptenModule {
  return wasm as unknown as EmscriptenModule;
}

function toolsOf(backend: BackendWasm): Omit<Simd, 'kernels'> {
  const module = moduleOf(backend);
  let address = 0;
  let size = 0;
  return {
    addressOf: ({ dataId }) => backend.dataIdMap.get(dataId).memoryOffset,
    allocate: (shape, dtype) => makeOutput(backend, shape, dtype),
    scratch(bytes) {
      if (bytes > size) {
        if (size > 0) module._free(address);
        size = 0;
        // Above 2 GB the address comes back negative.
        address = module._malloc(bytes) >>> 0;
        if (address === 0) throw memoryIsFull(bytes);
        size = bytes;
      }
      return address;
    },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
