import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { type KernelFunc, type Tensor, type TensorInfo, tidy } from '@tensorflow/tfjs-core';

/** What a kernel is called with. */
export interface KernelCall<Inputs, Attributes> {
  readonly inputs: Inputs;
  readonly attrs: Attributes;
  readonly backend: BackendWasm;
}

/** A kernel that this package supplies for the wasm backend. */
export interface TrainingKernel {
  /** The name under which TensorFlow.js looks it up, e.g. `Conv2DBackpropFilter`. */
  readonly name: string;
  /** Makes the function to register. `stock` is what the backend brings, if anything. */
  readonly wrap: (stock: KernelFunc | undefined) => KernelFunc;
}

/**
 * Describes a kernel. `run` is called inside a tidy and may use TensorFlow.js operations (they are
 * not recorded for gradients); where it returns nothing, the stock kernel runs instead.
 */
export function defineKernel<Inputs, Attributes>(
  name: string,
  run: (call: KernelCall<Inputs, Attributes>) => Tensor | undefined,
): TrainingKernel {
  return {
    name,
    wrap: (stock) => (params) => {
      // TensorFlow.js types kernels by the most general inputs, attributes and backend.
      const call = params as unknown as KernelCall<Inputs, Attributes>;
      const result: TensorInfo | undefined = tidy(() => run(call));
      return result ?? (stock as KernelFunc)(params);
    },
  };
}
