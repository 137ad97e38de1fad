import { isNaN, Maximum, Minimum, type Tensor, where } from '@tensorflow/tfjs-core';
import { combined } from '../internal/elementwise.ts';
import { isAllFinite } from '../internal/finite.ts';
import { defineKernel, type TrainingKernel } from '../kernel.ts';

/**
 * The larger of two numbers; NaN where one of them is. The stock kernel shows a NaN of a only.
 *
 * Input: a and b, of shapes that broadcast. Output: the shape of both.
 */
export const maximum: TrainingKernel = larger(Maximum, 'max');

/** The smaller of two numbers; the same in all else. */
export const minimum: TrainingKernel = larger(Minimum, 'min');

function larger(name: string, kernel: 'max' | 'min'): TrainingKernel {
  return defineKernel<{ a: Tensor; b: Tensor }, object>(name, {
    simd: ({ inputs }, simd) =>
      combined(inputs, simd, (...args) => {
        simd.kernels[kernel](...args);
      }),
    composed({ inputs: { a, b } }, stock) {
      if (b.dtype !== 'float32' || a.size === 0 || isAllFinite(b)) return undefined;
      return where(isNaN(b), b, stock());
    },
  });
}
