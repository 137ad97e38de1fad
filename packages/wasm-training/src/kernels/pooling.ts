import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { AvgPool, MaxPool, type Tensor } from '@tensorflow/tfjs-core';
import { isAllFinite } from '../internal/finite.ts';
import { type PoolingAttributes, poolingGeometry, poolingSizes } from '../internal/geometry.ts';
import { allocate, valuesOf } from '../internal/heap.ts';
import type { Geometry } from '../internal/window.ts';
import { defineKernel, type TrainingKernel } from '../kernel.ts';

/**
 * The largest number of each window. The stock kernel hides NaN.
 *
 * Input: x [batch, height, width, channels], float32. Output: [batch, outHeight, outWidth, channels].
 */
export const maxPool: TrainingKernel = pooling(MaxPool, 'maxPool', (window) => Math.max(...window));

/** The mean of each window over those of its places that lie inside of the input; the same in all else. */
export const avgPool: TrainingKernel = pooling(
  AvgPool,
  'avgPool',
  (window) => window.reduce((a, b) => a + b, 0) / window.length,
);

function pooling(
  name: string,
  kernel: 'maxPool' | 'avgPool',
  reduce: (window: readonly number[]) => number,
): TrainingKernel {
  return defineKernel<{ x: Tensor }, PoolingAttributes>(name, {
    simd({ inputs: { x }, attrs }, { kernels, addressOf, allocate }) {
      if (x.dtype !== 'float32') return undefined;
      const geometry = poolingGeometry(x.shape, attrs);
      const y = allocate(geometry.outShape);
      kernels[kernel](addressOf(x), addressOf(y), ...poolingSizes(geometry));
      return y;
    },
    composed({ inputs: { x }, attrs, backend }) {
      // By the input, as a window of 1 x 2 with NaN and 5 gives 5.
      if (x.dtype !== 'float32' || isAllFinite(x)) return undefined;
      return plainPooling(x, poolingGeometry(x.shape, attrs), reduce, backend);
    },
  });
}

/** Slow, for what the stock kernels get wrong. */
function plainPooling(
  x: Tensor,
  geometry: Geometry,
  reduce: (window: readonly number[]) => number,
  backend: BackendWasm,
): Tensor {
  const result = allocate(backend, geometry.outShape);
  const from = valuesOf(backend, x);
  const to = valuesOf(backend, result);
  const { inHeight, inWidth, inChannels, outHeight, outWidth } = geometry;
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = geometry;
  for (let at = 0; at < to.length; at++) {
    const channel = at % inChannels;
    const place = Math.floor(at / inChannels);
    const left = (place % outWidth) * strideWidth - padInfo.left;
    const row = Math.floor(place / outWidth);
    const top = (row % outHeight) * strideHeight - padInfo.top;
    const item = Math.floor(row / outHeight) * inHeight;
    const window: number[] = [];
    for (let y = Math.max(0, top); y < Math.min(inHeight, top + filterHeight); y++) {
      for (let x = Math.max(0, left); x < Math.min(inWidth, left + filterWidth); x++) {
        window.push(from[((item + y) * inWidth + x) * inChannels + channel] as number);
      }
    }
    to[at] = reduce(window);
  }
  return result;
}
