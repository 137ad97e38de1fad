import { less, mul, Prelu, type Tensor, where } from '@tensorflow/tfjs-core';
import { combined } from '../internal/elementwise.ts';
import { defineKernel } from '../kernel.ts';

/**
 * x where x >= 0, else alpha x. The stock kernel takes any alpha for one number for each channel.
 *
 * Input: x, and alpha of a shape that broadcasts to that of x. Output: the shape of x.
 */
export const prelu = defineKernel<{ x: Tensor; alpha: Tensor }, object>(Prelu, {
  simd: ({ inputs: { x, alpha } }, simd) =>
    combined({ a: x, b: alpha }, simd, (...args) => {
      simd.kernels.prelu(...args);
    }),
  composed({ inputs: { x, alpha } }) {
    const isOneByChannel = alpha.size === alpha.shape.at(-1) && alpha.size === x.shape.at(-1);
    return isOneByChannel ? undefined : where(less(x, 0), mul(x, alpha), x);
  },
});
