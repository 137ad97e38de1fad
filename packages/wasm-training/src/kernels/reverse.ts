import {
  cast,
  Reverse,
  reverse as reverseOp,
  type ReverseAttrs,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { defineKernel } from '../kernel.ts';

/**
 * Axes in reverse. The stock kernel takes bool for a type of four bytes, and writes past the end of what it
 * gives: bool goes through int32.
 */
export const reverse = defineKernel<{ x: Tensor }, ReverseAttrs>(Reverse, {
  composed: ({ inputs: { x }, attrs: { dims } }) =>
    x.dtype === 'bool' ? cast(reverseOp(cast(x, 'int32'), dims as number[]), 'bool') : undefined,
});
