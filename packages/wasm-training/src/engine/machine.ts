import { ParticleError } from '@sora-particles/combinator-core';
import type { KernelExports } from '../generated/kernels.ts';
import { instantiateKernels, kernelBinary } from '../internal/instantiate.ts';
import { CONTROL_BYTES } from './control.ts';
import { createHeap, type Heap } from './heap.ts';
import { type Pool, startPool, whyNoThreads } from './pool.ts';
import { ResidentBackend } from './resident.ts';

/** The memory of an engine, the kernels that work on it, and the threads that share the work. */
export interface Machine {
  readonly heap: Heap;
  readonly kernels: KernelExports;
  readonly resident: ResidentBackend;
  readonly threads: number;
  /** The other threads, if there are any. */
  readonly pool: Pool | undefined;
}

/** The most memory that WebAssembly can address, and what to ask for where that is refused, in pages. */
const LIMITS = [65_536, 32_768, 16_384];
const FIRST_PAGES = 16;

/**
 * A machine of one thread.
 *
 * @throws ParticleError `backend-missing` where there is no WebAssembly with SIMD.
 */
export function createMachine(): Machine {
  return assemble(createMemory(false), new WebAssembly.Module(binary(false)), 1);
}

/**
 * A machine of several threads.
 *
 * @throws ParticleError `workers-unavailable`, `worker-failed`, `option-invalid`, and as
 *   `createMachine`.
 */
export async function startMachine(threads: number): Promise<Machine> {
  if (threads === 1) return createMachine();
  const refusal = whyNoThreads(threads);
  if (refusal !== undefined) throw refusal;
  const machine = assemble(createMemory(true), new WebAssembly.Module(binary(true)), threads);
  return { ...machine, pool: await startPool(machine.heap, threads) };
}

function assemble(
  memory: WebAssembly.Memory,
  module: WebAssembly.Module,
  threads: number,
): Machine {
  const heap = createHeap(memory, CONTROL_BYTES);
  return {
    heap,
    kernels: instantiateKernels(module, memory),
    resident: new ResidentBackend(heap),
    threads,
    pool: undefined,
  };
}

function binary(isShared: boolean): Uint8Array<ArrayBuffer> {
  const bytes = kernelBinary(isShared);
  if (typeof WebAssembly !== 'undefined' && WebAssembly.validate(bytes)) return bytes;
  throw new ParticleError({
    code: 'backend-missing',
    summary: 'the wasm engine needs WebAssembly with SIMD',
    path: 'wasmEngine',
    remedy: 'use a newer browser or Node, or eagerEngine()',
  });
}

function createMemory(shared: boolean): WebAssembly.Memory {
  for (const maximum of LIMITS) {
    try {
      return new WebAssembly.Memory({ initial: FIRST_PAGES, maximum, shared });
    } catch {
      // Some browsers reserve all of a shared memory at once, and refuse much of it.
    }
  }
  throw new ParticleError({
    code: 'memory-full',
    summary: 'there is no room for the memory of the wasm engine',
    path: 'wasmEngine',
  });
}
