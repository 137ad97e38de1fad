import { AvgPool, MaxPool, type Tensor } from '@tensorflow/tfjs-core';
import { type PoolingAttributes, poolingGeometry, poolingSizes } from '../internal/geometry.ts';
import { defineKernel } from '../kernel.ts';

/**
 * The largest number of each window. The stock kernel hides NaN.
 *
 * Input: x [batch, height, width, channels], float32. Output: [batch, outHeight, outWidth, channels].
 */
export const maxPool = defineKernel<{ x: Tensor }, PoolingAttributes>(MaxPool, {
  simd({ inputs: { x }, attrs }, { kernels, addressOf, allocate }) {
    if (x.dtype !== 'float32') return undefined;
    const geometry = poolingGeometry(x.shape, attrs);
    const y = allocate(geometry.outShape);
    kernels.maxPool(addressOf(x), addressOf(y), ...poolingSizes(geometry));
    return y;
  },
});

/** The mean of each window over those of its places that lie inside of the input; the same in all else. */
export const avgPool = defineKernel<{ x: Tensor }, PoolingAttributes>(AvgPool, {
  simd({ inputs: { x }, attrs }, { kernels, addressOf, allocate }) {
    if (x.dtype !== 'float32') return undefined;
    const geometry = poolingGeometry(x.shape, attrs);
    const y = allocate(geometry.outShape);
    kernels.avgPool(addressOf(x), addressOf(y), ...poolingSizes(geometry));
    return y;
  },
});
