import {
  _FusedMatMul,
  type _FusedMatMulAttrs,
  fused,
  relu,
  relu6,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { activate, canActivate } from '../internal/activate.ts';
import { multiply } from '../internal/multiply.ts';
import { defineKernel } from '../kernel.ts';

/**
 * A matrix product with bias and activation in one. The stock kernel turns NaN into 0 where the
 * activation is relu or relu6.
 *
 * Input: a [..., m, k] or transposed, b [..., k, n] or transposed, bias [n], float32. Output: [..., m, n].
 */
export const fusedMatMul = defineKernel<{ a: Tensor; b: Tensor; bias?: Tensor }, _FusedMatMulAttrs>(
  _FusedMatMul,
  {
    simd({ inputs: { a, b, bias }, attrs }, simd) {
      const columns = b.shape.at(attrs.transposeB ? -2 : -1) ?? 1;
      if (!canActivate(bias, attrs.activation, columns)) return undefined;
      const y = multiply({ a, b }, attrs, simd);
      if (y !== undefined) activate(y, bias, attrs.activation, simd);
      return y;
    },
    composed({ inputs: { a, b, bias }, attrs: { transposeA, transposeB, activation } }) {
      if (activation !== 'relu' && activation !== 'relu6') return undefined;
      const linear = fused.matMul({
        a,
        b,
        transposeA,
        transposeB,
        ...(bias && { bias }),
        activation: 'linear',
      });
      return activation === 'relu' ? relu(linear) : relu6(linear);
    },
  },
);
