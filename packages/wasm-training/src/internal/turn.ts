import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { allocate, valuesOf } from './heap.ts';

/** A filter turned by 180 degrees: its first two axes reversed. The stock `Reverse` is slow. */
export function turn(backend: BackendWasm, filter: Tensor): Tensor4D {
  const [height, width, ...rest] = filter.shape as [number, number, number, number];
  const turned = allocate(backend, [height, width, ...rest]);
  const from = valuesOf(backend, filter);
  const to = valuesOf(backend, turned);
  const size = filter.size / (height * width);
  for (let tap = 0, end = filter.size - size; end >= 0; tap += size, end -= size) {
    to.set(from.subarray(tap, tap + size), end);
  }
  return turned as Tensor4D;
}
