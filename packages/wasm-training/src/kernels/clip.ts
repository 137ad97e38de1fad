import {
  ClipByValue,
  type ClipByValueAttrs,
  maximum,
  minimum,
  Relu6,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { mapped } from '../internal/elementwise.ts';
import { isAllFinite } from '../internal/finite.ts';
import { defineKernel } from '../kernel.ts';

/** min(max(x, low), high). The stock kernel turns NaN into `low`, which hides a broken gradient. */
export const clipByValue = defineKernel<{ x: Tensor }, ClipByValueAttrs>(ClipByValue, {
  simd: ({ inputs: { x }, attrs: { clipValueMin, clipValueMax } }, simd) =>
    mapped(x, simd, (from, to, count) => {
      simd.kernels.clip(from, to, count, clipValueMin, clipValueMax);
    }),
  composed: ({ inputs: { x }, attrs: { clipValueMin, clipValueMax } }) =>
    clipIfNaN(x, clipValueMin, clipValueMax),
});

/** min(max(x, 0), 6). The stock kernel turns NaN into 0. */
export const relu6 = defineKernel<{ x: Tensor }, object>(Relu6, {
  simd: ({ inputs: { x } }, simd) =>
    mapped(x, simd, (from, to, count) => {
      simd.kernels.relu6(from, to, count);
    }),
  composed: ({ inputs: { x } }) => clipIfNaN(x, 0, 6),
});

/** The stock kernel is a hundred times faster than these two operations, and right where there is no NaN. */
function clipIfNaN(x: Tensor, low: number, high: number): Tensor | undefined {
  if (x.dtype !== 'float32' || isAllFinite(x)) return undefined;
  return minimum(maximum(x, low), high);
}
