import {
  backend_util,
  conv2d,
  Conv2DBackpropInput,
  type Conv2DBackpropInputAttrs,
  matMul,
  reshape,
  slice,
  type Tensor,
  type Tensor4D,
  transpose,
} from '@tensorflow/tfjs-core';
import { allocate, valuesOf } from '../internal/heap.ts';
import { addPatches } from '../internal/patches.ts';
import { turn } from '../internal/turn.ts';
import { type Geometry, itemsAtOnce } from '../internal/window.ts';
import { defineKernel } from '../kernel.ts';

/**
 * Gradient of a 2-D convolution by its input. With stride 1 it is a convolution of dy with the filter
 * turned by 180 degrees; otherwise dy times the transposed filter, added up where the taps overlap.
 *
 * Input: dy [batch, outHeight, outWidth, out], filter [kernelHeight, kernelWidth, in, out], float32.
 * Output: [batch, height, width, in].
 */
export const conv2DBackpropInput = defineKernel<
  { dy: Tensor; filter: Tensor },
  Conv2DBackpropInputAttrs & { dilations?: [number, number] | number }
>(Conv2DBackpropInput, ({ inputs: { dy, filter }, attrs, backend }) => {
  const { inputShape, strides, pad, dataFormat, dimRoundingMode, dilations = 1 } = attrs;
  if (dataFormat === 'NCHW') return undefined;
  const geometry = backend_util.computeConv2DInfo(
    inputShape,
    filter.shape as [number, number, number, number],
    strides,
    dilations,
    pad,
    dimRoundingMode,
  );
  const borders = turnedPadding(geometry);
  if (borders !== undefined) {
    return conv2d(dy as Tensor4D, turn(backend, transpose(filter, [0, 1, 3, 2])), 1, borders);
  }
  const { batchSize, outHeight, outWidth, outChannels } = geometry;
  const taps = filter.size / outChannels;
  const positions = outHeight * outWidth;
  const weights = transpose(reshape(filter, [taps, outChannels]));
  const dx = allocate(backend, inputShape);
  valuesOf(backend, dx).fill(0);
  const atOnce = itemsAtOnce(batchSize, taps * positions);
  for (let first = 0; first < batchSize; first += atOnce) {
    const items = Math.min(atOnce, batchSize - first);
    const gradient = slice(dy, [first, 0, 0, 0], [items, -1, -1, -1]);
    const patches = matMul(reshape(gradient, [items * positions, outChannels]), weights);
    addPatches(valuesOf(backend, patches), valuesOf(backend, dx), geometry, first, items);
    patches.dispose();
  }
  return dx;
});

/** Padding under which a convolution with the turned filter gives dx; nothing where none does. */
function turnedPadding(geometry: Geometry): backend_util.ExplicitPadding | undefined {
  const { strideHeight, strideWidth, dilationHeight, dilationWidth, padInfo } = geometry;
  if (strideHeight * strideWidth * dilationHeight * dilationWidth !== 1) return undefined;
  const rows = geometry.filterHeight - 1;
  const columns = geometry.filterWidth - 1;
  const border = [
    rows - padInfo.top,
    rows - padInfo.bottom,
    columns - padInfo.left,
    columns - padInfo.right,
  ] as const;
  if (border.some((size) => size < 0)) return undefined;
  return [
    [0, 0],
    [border[0], border[1]],
    [border[2], border[3]],
    [0, 0],
  ];
}
