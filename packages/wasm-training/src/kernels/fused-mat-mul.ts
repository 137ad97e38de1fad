import {
  _FusedMatMul,
  type _FusedMatMulAttrs,
  fused,
  relu,
  relu6,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { defineKernel } from '../kernel.ts';

/**
 * A matrix product with bias and activation in one. The stock kernel turns NaN into 0 where the
 * activation is relu or relu6; here the activation follows as a step of its own.
 */
export const fusedMatMul = defineKernel<{ a: Tensor; b: Tensor; bias?: Tensor }, _FusedMatMulAttrs>(
  _FusedMatMul,
  ({ inputs: { a, b, bias }, attrs: { transposeA, transposeB, activation } }) => {
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
);
