import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import {
  type backend_util,
  conv2d,
  Conv2DBackpropInput,
  matMul,
  reshape,
  slice,
  type Tensor,
  type Tensor4D,
  transpose,
} from '@tensorflow/tfjs-core';
import {
  type ConvolutionAttributes,
  convolutionGeometry,
  convolutionSizes,
} from '../internal/geometry.ts';
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
export const conv2DBackpropInput = defineKernel<Inputs, Attributes>(Conv2DBackpropInput, {
  simd({ inputs: { dy, filter }, attrs }, { kernels, addressOf, allocate, scratch }) {
    if (attrs.dataFormat === 'NCHW') return undefined;
    const geometry = convolutionGeometry(attrs.inputShape, filter.shape, attrs);
    const { filterHeight, filterWidth, inChannels, outChannels } = geometry;
    const channels = Math.max(inChannels, outChannels);
    const work = scratch(kernels.convolveScratchBytes(filterHeight, filterWidth, channels));
    const dx = allocate(attrs.inputShape);
    kernels.convolveInputGrad(
      addressOf(dy),
      addressOf(filter),
      addressOf(dx),
      ...convolutionSizes(geometry),
      work,
    );
    return dx;
  },
  composed: ({ inputs, attrs, backend }) =>
    attrs.dataFormat === 'NCHW' ? undefined : inputGradient(inputs, attrs, backend),
});

interface Inputs {
  readonly dy: Tensor;
  readonly filter: Tensor;
}

interface Attributes extends ConvolutionAttributes {
  readonly inputShape: [number, number, number, number];
}

function inputGradient({ dy, filter }: Inputs, attrs: Attributes, backend: BackendWasm): Tensor {
  const { inputShape } = attrs;
  const geometry = convolutionGeometry(inputShape, filter.shape, attrs);
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
}

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
