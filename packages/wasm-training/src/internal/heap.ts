import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { type DataType, engine, type Tensor } from '@tensorflow/tfjs-core';

/** A tensor in wasm memory whose values are still undefined: whoever asks for it writes all of them. */
export function allocate(
  backend: BackendWasm,
  shape: readonly number[],
  dtype: DataType = 'float32',
): Tensor {
  return engine().makeTensorFromTensorInfo(backend.makeOutput([...shape], dtype));
}

/**
 * The values of a tensor, in place. Take it after the last allocation: memory that grows leaves
 * earlier views without a buffer.
 */
export function valuesOf(backend: BackendWasm, tensor: Tensor): Float32Array {
  return backend.typedArrayFromHeap(tensor) as Float32Array;
}

/** The same values under a second tensor, without a copy. The memory goes when both are disposed. */
export function alias(backend: BackendWasm, tensor: Tensor, shape = tensor.shape): Tensor {
  backend.incRef(tensor.dataId);
  return engine().makeTensorFromTensorInfo({ dataId: tensor.dataId, shape, dtype: tensor.dtype });
}
