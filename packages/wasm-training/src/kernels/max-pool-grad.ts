import { MaxPoolGrad, type Tensor } from '@tensorflow/tfjs-core';
import { type PoolingAttributes, poolingGeometry, poolingSizes } from '../internal/geometry.ts';
import { allocate, valuesOf } from '../internal/heap.ts';
import type { Geometry } from '../internal/window.ts';
import { defineKernel } from '../kernel.ts';

/**
 * Gradient of max pooling: dy goes to the first place of each window that holds its maximum. The
 * stock kernel is several times slower and spreads a NaN of dy over the whole window.
 *
 * Input: input [batch, height, width, channels], its pooled output and dy [batch, outHeight, outWidth,
 * channels], float32. Output: the shape of `input`.
 */
export const maxPoolGrad = defineKernel<Inputs, PoolingAttributes>(MaxPoolGrad, {
  simd({ inputs: { dy, input, output }, attrs }, { kernels, addressOf, allocate }) {
    const dx = allocate(input.shape);
    kernels.maxPoolGrad(
      addressOf(input),
      addressOf(output),
      addressOf(dy),
      addressOf(dx),
      ...poolingSizes(poolingGeometry(input.shape, attrs)),
    );
    return dx;
  },
  composed({ inputs: { dy, input, output }, attrs, backend }) {
    const geometry = poolingGeometry(input.shape, attrs);
    const dx = allocate(backend, input.shape);
    valuesOf(backend, dx).fill(0);
    route(
      bitsOf(valuesOf(backend, input)),
      bitsOf(valuesOf(backend, output)),
      valuesOf(backend, dy),
      valuesOf(backend, dx),
      geometry,
    );
    return dx;
  },
});

interface Inputs {
  readonly dy: Tensor;
  readonly input: Tensor;
  readonly output: Tensor;
}

function bitsOf(values: Float32Array): Int32Array {
  return new Int32Array(values.buffer, values.byteOffset, values.length);
}

/**
 * Values are compared as bits, and the place is found without a branch: where the maximum lies is
 * random, and mispredicted branches took most of the time. A window without its maximum (all NaN)
 * passes its gradient to its last place.
 */
function route(
  x: Int32Array,
  y: Int32Array,
  dy: Float32Array,
  dx: Float32Array,
  geometry: Geometry,
): void {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth } = geometry;
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = geometry;
  const rowLength = inWidth * inChannels;
  let o = 0;
  for (let item = 0; item < batchSize; item++) {
    for (let row = 0; row < outHeight; row++) {
      const top = row * strideHeight - padInfo.top;
      const y0 = Math.max(0, top);
      const y1 = Math.min(inHeight, top + filterHeight);
      for (let column = 0; column < outWidth; column++) {
        const left = column * strideWidth - padInfo.left;
        const x0 = Math.max(0, left);
        const width = (Math.min(inWidth, left + filterWidth) - x0) * inChannels;
        const start = ((item * inHeight + y0) * inWidth + x0) * inChannels;
        const end = start + (y1 - y0) * rowLength;
        if (width === 2 * inChannels && end === start + 2 * rowLength) {
          routeFour(x, y, dy, dx, o, start, inChannels, rowLength);
          o += inChannels;
          continue;
        }
        for (let channel = 0; channel < inChannels; channel++, o++) {
          const maximum = y[o] as number;
          let place = start + channel;
          let previous = place;
          let open = -1; // all bits set until the maximum is found
          for (let first = start + channel; first < end; first += rowLength) {
            for (let p = first; p < first + width; p += inChannels) {
              place += open & (p - previous);
              previous = p;
              const difference = (x[p] as number) ^ maximum;
              open &= (difference | -difference) >> 31;
            }
          }
          dx[place] = (dx[place] as number) + (dy[o] as number);
        }
      }
    }
  }
}

/** The same for the channels of one window of 2 x 2, the most common: half the time without its loops. */
function routeFour(
  x: Int32Array,
  y: Int32Array,
  dy: Float32Array,
  dx: Float32Array,
  from: number,
  start: number,
  channels: number,
  rowLength: number,
): void {
  let p = start;
  for (let o = from; o < from + channels; o++, p++) {
    const maximum = y[o] as number;
    const a = (x[p] as number) ^ maximum;
    const b = (x[p + channels] as number) ^ maximum;
    const c = (x[p + rowLength] as number) ^ maximum;
    // All bits set where the maximum has not been met yet.
    const second = (a | -a) >> 31;
    const third = second & ((b | -b) >> 31);
    const fourth = third & ((c | -c) >> 31);
    const place = p + (second & channels) + (third & (rowLength - channels)) + (fourth & channels);
    dx[place] = (dx[place] as number) + (dy[o] as number);
  }
}
