import '@tensorflow/tfjs-backend-wasm';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import {
  findBackend,
  getKernel,
  type KernelFunc,
  registerKernel,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import { simdStatus, wantSimd } from './internal/simd.ts';
import { registerReluGradient } from './relu-gradient.ts';
import { trainingKernels } from './training-kernels.ts';

/** Options of {@link registerTrainingKernels}. */
export interface TrainingKernelOptions {
  /**
   * Whether to use the SIMD kernels where there is SIMD. Without, kernels are composed of TensorFlow.js
   * operations: about ten times slower. Default true. A further call changes it.
   */
  readonly simd?: boolean;
}

/** What a call of {@link registerTrainingKernels} did. */
export interface RegisteredKernels {
  /** Kernels that the stock backend lacks. */
  readonly added: readonly string[];
  /** Kernels that the stock backend has, but slower or hiding NaN. */
  readonly replaced: readonly string[];
  /** Whether the SIMD kernels run (before the backend is started: whether they compile). */
  readonly simd: boolean;
  /** Why they do not. */
  readonly reason?: string;
}

// On the function itself, so that two copies of this package see each other's work.
const MARK = Symbol.for('@sora-particles/wasm-training');

/**
 * Gives the backend `wasm` of TensorFlow.js the kernels that training needs and that
 * `@tensorflow/tfjs-backend-wasm` 4.22 lacks, and replaces some that are slow or turn NaN into a
 * number. May be called before or after the backend is started, and again: then it registers nothing
 * and says how things stand.
 *
 * @returns The names of the kernels that this call added and replaced, and whether SIMD is used.
 *
 * @example
 * ```ts
 * import { registerTrainingKernels } from '@sora-particles/wasm-training';
 * import { setBackend } from '@tensorflow/tfjs-core';
 *
 * registerTrainingKernels();
 * await setBackend('wasm');
 * ```
 */
export function registerTrainingKernels({
  simd = true,
}: TrainingKernelOptions = {}): RegisteredKernels {
  wantSimd(simd);
  const added: string[] = [];
  const replaced: string[] = [];
  for (const { name, wrap } of trainingKernels) {
    const stock = getKernel(name, 'wasm') as ReturnType<typeof getKernel> | undefined;
    if (stock !== undefined && MARK in stock.kernelFunc) continue;
    const kernelFunc: KernelFunc = Object.assign(wrap(stock?.kernelFunc), { [MARK]: true });
    if (stock === undefined) added.push(name);
    else {
      replaced.push(name);
      unregisterKernel(name, 'wasm');
    }
    // The set-up of the stock kernel stays: the stock function may still be called.
    registerKernel({ ...stock, kernelName: name, backendName: 'wasm', kernelFunc });
  }
  registerReluGradient();
  const backend = findBackend('wasm') as BackendWasm | null;
  return { added, replaced, ...simdStatus(backend ?? undefined) };
}
