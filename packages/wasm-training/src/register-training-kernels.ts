import '@tensorflow/tfjs-backend-wasm';
import {
  getKernel,
  type KernelFunc,
  registerKernel,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import { trainingKernels } from './training-kernels.ts';

/** What a call of {@link registerTrainingKernels} did. */
export interface RegisteredKernels {
  /** Kernels that the stock backend lacks. */
  readonly added: readonly string[];
  /** Kernels that the stock backend has, but slower or hiding NaN. */
  readonly replaced: readonly string[];
}

// On the function itself, so that two copies of this package see each other's work.
const MARK = Symbol.for('@sora-particles/wasm-training');

/**
 * Gives the backend `wasm` of TensorFlow.js the kernels that training needs and that
 * `@tensorflow/tfjs-backend-wasm` 4.22 lacks, and replaces some that are slow or turn NaN into a
 * number. May be called before or after the backend is started, and again: then it does nothing.
 *
 * @returns The names of the kernels that this call added and replaced; none on a further call.
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
export function registerTrainingKernels(): RegisteredKernels {
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
  return { added, replaced };
}
