import {
  backend_util,
  DepthwiseConv2dNativeBackpropFilter,
  type DepthwiseConv2dNativeBackpropFilterAttrs,
  mul,
  reshape,
  stack,
  sum,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { allocate, valuesOf } from '../internal/heap.ts';
import { writeTap } from '../internal/patches.ts';
import { defineKernel } from '../kernel.ts';

/**
 * Gradient of a depthwise convolution by its filter: for each tap, the sum over batch and positions
 * of what the tap saw times dy.
 *
 * Input: x [batch, height, width, in], dy [batch, outHeight, outWidth, in * multiplier], float32.
 * Output: [kernelHeight, kernelWidth, in, multiplier].
 */
export const depthwiseBackpropFilter = defineKernel<
  { x: Tensor; dy: Tensor },
  DepthwiseConv2dNativeBackpropFilterAttrs
>(DepthwiseConv2dNativeBackpropFilter, ({ inputs: { x, dy }, attrs, backend }) => {
  const { filterShape, strides, dilations, pad, dimRoundingMode } = attrs;
  const geometry = backend_util.computeConv2DInfo(
    x.shape as [number, number, number, number],
    filterShape,
    strides,
    dilations,
    pad,
    dimRoundingMode,
    true,
  );
  const { batchSize, outHeight, outWidth, inChannels, filterHeight, filterWidth } = geometry;
  const multiplier = filterShape[3];
  const positions = batchSize * outHeight * outWidth;
  const gradient = reshape(dy, [positions, inChannels, multiplier]);
  const seen = allocate(backend, [positions, inChannels, 1]);
  const parts: Tensor[] = [];
  for (let i = 0; i < filterHeight; i++) {
    for (let j = 0; j < filterWidth; j++) {
      writeTap(valuesOf(backend, x), valuesOf(backend, seen), geometry, i, j);
      const product = mul(seen, gradient);
      parts.push(sum(product, 0));
      product.dispose();
    }
  }
  return reshape(stack(parts), filterShape);
});
