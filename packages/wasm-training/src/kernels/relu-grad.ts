import { cast, mul, step, type Tensor, util } from '@tensorflow/tfjs-core';
import { defineKernel } from '../kernel.ts';

/** The name of a kernel of our own: TensorFlow.js composes this gradient of three operations. */
export const RELU_GRAD = 'ReluGrad';

/**
 * The gradient of relu: dy where x > 0, else 0, as dy * step(x) gives it: NaN of either side stays.
 *
 * Input: x and dy of one shape, float32. Output: that shape.
 */
export const reluGrad = defineKernel<{ x: Tensor; dy: Tensor }, object>(RELU_GRAD, {
  simd({ inputs: { x, dy } }, { kernels, addressOf, allocate }) {
    if (x.dtype !== 'float32' || dy.dtype !== 'float32') return undefined;
    const dx = allocate(x.shape);
    kernels.reluGrad(addressOf(x), addressOf(dy), addressOf(dx), util.sizeFromShape(x.shape));
    return dx;
  },
  composed: ({ inputs: { x, dy } }) => mul(dy, cast(step(x), 'float32')),
});
