import { ParticleError } from '@sora-particles/combinator-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { type DataType, engine, type Tensor, type TensorInfo, util } from '@tensorflow/tfjs-core';

/**
 * A tensor in wasm memory whose values are still undefined: whoever asks for it writes all of them.
 *
 * @throws ParticleError `memory-full`, where the stock backend would go on at address 0.
 */
export function makeOutput(
  backend: BackendWasm,
  shape: readonly number[],
  dtype: DataType = 'float32',
): TensorInfo {
  const info = backend.makeOutput([...shape], dtype);
  const size = util.sizeFromShape(info.shape);
  if (size > 0 && backend.dataIdMap.get(info.dataId).memoryOffset === 0) {
    backend.disposeData(info.dataId, true);
    throw memoryIsFull(size * util.bytesPerElement(dtype));
  }
  return info;
}

/** The same, as TensorFlow.js hands it to its operations. */
export function allocate(
  backend: BackendWasm,
  shape: readonly number[],
  dtype: DataType = 'float32',
): Tensor {
  return engine().makeTensorFromTensorInfo(makeOutput(backend, shape, dtype));
}

/** What a kernel throws that cannot have so many bytes. */
export function memoryIsFull(bytes: number): ParticleError {
  return new ParticleError({
    code: 'memory-full',
    summary: 'the memory of the wasm backend is full',
    expected: `${String(bytes)} bytes more`,
    remedy:
      'use smaller batches, dispose of tensors that are no longer needed, or use the native backend',
  });
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
