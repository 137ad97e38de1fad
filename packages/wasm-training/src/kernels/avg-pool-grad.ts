import { AvgPoolGrad, type Tensor } from '@tensorflow/tfjs-core';
import { type PoolingAttributes, poolingGeometry, poolingSizes } from '../internal/geometry.ts';
import { allocate, valuesOf } from '../internal/heap.ts';
import type { Geometry } from '../internal/window.ts';
import { defineKernel } from '../kernel.ts';

/**
 * Gradient of average pooling: each place of a window gets its share of dy.
 *
 * As on TensorFlow.js's other backends, the share is one over the *whole* window, also at a border
 * where padding takes part of it.
 *
 * Input: input [batch, height, width, channels], dy [batch, outHeight, outWidth, channels], float32.
 * Output: the shape of `input`.
 */
export const avgPoolGrad = defineKernel<Inputs, PoolingAttributes>(AvgPoolGrad, {
  simd({ inputs: { dy, input }, attrs }, { kernels, addressOf, allocate }) {
    const dx = allocate(input.shape);
    kernels.avgPoolGrad(
      addressOf(dy),
      addressOf(dx),
      ...poolingSizes(poolingGeometry(input.shape, attrs)),
    );
    return dx;
  },
  composed({ inputs: { dy, input }, attrs, backend }) {
    const geometry = poolingGeometry(input.shape, attrs);
    const dx = allocate(backend, input.shape);
    valuesOf(backend, dx).fill(0);
    spread(valuesOf(backend, dy), valuesOf(backend, dx), geometry);
    return dx;
  },
});

interface Inputs {
  readonly dy: Tensor;
  readonly input: Tensor;
}

function spread(dy: Float32Array, dx: Float32Array, geometry: Geometry): void {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth } = geometry;
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = geometry;
  const share = 1 / (filterHeight * filterWidth);
  let o = 0;
  for (let item = 0; item < batchSize; item++) {
    for (let row = 0; row < outHeight; row++) {
      const top = row * strideHeight - padInfo.top;
      const y1 = Math.min(inHeight, top + filterHeight);
      for (let column = 0; column < outWidth; column++, o += inChannels) {
        const left = column * strideWidth - padInfo.left;
        const x1 = Math.min(inWidth, left + filterWidth);
        for (let y = Math.max(0, top); y < y1; y++) {
          for (let x = Math.max(0, left); x < x1; x++) {
            const to = ((item * inHeight + y) * inWidth + x) * inChannels;
            for (let channel = 0; channel < inChannels; channel++) {
              dx[to + channel] = (dx[to + channel] as number) + (dy[o + channel] as number) * share;
            }
          }
        }
      }
    }
  }
}
