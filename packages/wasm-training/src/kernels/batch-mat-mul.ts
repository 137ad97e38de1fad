import {
  BatchMatMul,
  type BatchMatMulAttrs,
  matMul,
  type Tensor,
  transpose,
} from '@tensorflow/tfjs-core';
import { multiply } from '../internal/multiply.ts';
import { defineKernel } from '../kernel.ts';

/**
 * Matrix products, with either side transposed, in batches that broadcast. The stock kernel leaves its
 * fast path where a side is transposed (about ten times slower). Without SIMD the cheaper of two
 * rewrites is taken then, a b^T or (b a^T)^T, so that as few numbers as possible are moved.
 *
 * Input: a [..., m, k] or transposed, b [..., k, n] or transposed, float32. Output: [..., m, n].
 */
export const batchMatMul = defineKernel<{ a: Tensor; b: Tensor }, BatchMatMulAttrs>(BatchMatMul, {
  simd: ({ inputs, attrs }, simd) => multiply(inputs, attrs, simd),
  composed: ({ inputs: { a, b }, attrs: { transposeA, transposeB } }) =>
    transposeA || transposeB ? rewrite(a, b, transposeA, transposeB) : undefined,
});

function rewrite(a: Tensor, b: Tensor, transposeA: boolean, transposeB: boolean): Tensor {
  if (transposeA && transposeB) return turned(matMul(b, a));
  const rows = a.shape.at(transposeA ? -1 : -2) ?? 1;
  const columns = b.shape.at(transposeB ? -2 : -1) ?? 1;
  const inner = a.shape.at(transposeA ? -2 : -1) ?? 1;
  if (transposeA) {
    return rows * inner <= columns * (inner + rows)
      ? matMul(turned(a), b)
      : turned(matMul(turned(b), a));
  }
  return columns * inner <= rows * (inner + columns)
    ? matMul(a, turned(b))
    : turned(matMul(b, turned(a)));
}

/** The last two axes exchanged. */
function turned(matrix: Tensor): Tensor {
  const axes = matrix.shape.map((_, axis) => axis);
  return transpose(matrix, [...axes.slice(0, -2), matrix.rank - 1, matrix.rank - 2]);
}
