import {
  ClipByValue,
  type ClipByValueAttrs,
  maximum,
  minimum,
  Relu6,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { defineKernel } from '../kernel.ts';

/** min(max(x, low), high). The stock kernel turns NaN into `low`, which hides a broken gradient. */
export const clipByValue = defineKernel<{ x: Tensor }, ClipByValueAttrs>(
  ClipByValue,
  ({ inputs: { x }, attrs: { clipValueMin, clipValueMax } }) =>
    x.dtype === 'float32' ? clip(x, clipValueMin, clipValueMax) : undefined,
);

/** min(max(x, 0), 6). The stock kernel turns NaN into 0. */
export const relu6 = defineKernel<{ x: Tensor }, object>(Relu6, ({ inputs: { x } }) =>
  x.dtype === 'float32' ? clip(x, 0, 6) : undefined,
);

// The wasm backend's maximum and minimum carry NaN from their first operand only.
function clip(x: Tensor, low: number, high: number): Tensor {
  return minimum(maximum(x, low), high);
}
