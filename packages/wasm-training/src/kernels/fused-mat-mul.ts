import { _FusedMatMul, type _FusedMatMulAttrs, matMul, type Tensor } from '@tensorflow/tfjs-core';
import {
  composedEnding,
  endingOf,
  type FusedAttributes,
  type FusedInputs,
} from '../internal/activate.ts';
import { multiply } from '../internal/multiply.ts';
import { defineKernel } from '../kernel.ts';

/**
 * A matrix product with bias and activation in one. The stock kernel turns NaN into 0 where the
 * activation is relu or relu6, knows no bias but a row, and in stacks of matrices adds the last number
 * of it to all rows but the first.
 *
 * Input: a [..., m, k] or transposed, b [..., k, n] or transposed, bias [n], float32. Output: [..., m, n].
 */
export const fusedMatMul = defineKernel<Inputs, _FusedMatMulAttrs & FusedAttributes>(_FusedMatMul, {
  simd({ inputs, attrs }, simd) {
    const columns = inputs.b.shape.at(attrs.transposeB ? -2 : -1) ?? 1;
    const ending = endingOf(inputs, attrs, columns, simd);
    return ending && multiply(inputs, attrs, simd, ending);
  },
  composed({ inputs, attrs }) {
    const { a, b } = inputs;
    return composedEnding(matMul(a, b, attrs.transposeA, attrs.transposeB), inputs, attrs);
  },
});

interface Inputs extends FusedInputs {
  readonly a: Tensor;
  readonly b: Tensor;
}
