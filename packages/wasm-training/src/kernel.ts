import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { engine, type KernelFunc, type Tensor, type TensorInfo, tidy } from '@tensorflow/tfjs-core';
import { type Simd, simdOf } from './internal/simd.ts';

/** What a kernel is called with. */
interface KernelCall<Inputs, Attributes> {
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

/** One tensor, or several. */
type Result = TensorInfo | TensorInfo[];

/** The ways to compute a kernel. */
export interface KernelWays<Inputs, Attributes> {
  /** With the SIMD kernels; nothing where a case is not theirs. */
  readonly simd?: (call: KernelCall<Inputs, Attributes>, simd: Simd) => Result | undefined;
  /**
   * Of TensorFlow.js operations and plain loops; nothing where the stock kernel is the right one. It is
   * called inside a tidy, and what it calls is not recorded for gradients. `stock` gives what the stock
   * kernel does, for those who look at it before they hand it on.
   */
  readonly composed?: (
    call: KernelCall<Inputs, Attributes>,
    stock: () => Tensor,
  ) => Tensor | Tensor[] | undefined;
}

/** Describes a kernel: with SIMD where that is to be had, else composed, else what the backend brings. */
export function defineKernel<Inputs, Attributes>(
  name: string,
  { simd, composed }: KernelWays<Inputs, Attributes>,
): TrainingKernel {
  return {
    name,
    wrap: (stock) => (params) => {
      // TensorFlow.js types kernels by the most general inputs, attributes and backend.
      const call = params as unknown as KernelCall<Inputs, Attributes>;
      const started = simd && simdOf(call.backend);
      const runStock = () => (stock as KernelFunc)(params);
      const stockTensor = () => engine().makeTensorFromTensorInfo(runStock() as TensorInfo);
      const result: Result | undefined =
        (started && simd(call, started)) ?? (composed && tidy(() => composed(call, stockTensor)));
      return result ?? runStock();
    },
  };
}
