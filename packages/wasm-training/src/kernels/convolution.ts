import {
  Conv2D,
  DepthwiseConv2dNative,
  engine,
  FusedConv2D,
  FusedDepthwiseConv2D,
  type NamedAttrMap,
  type Tensor,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import {
  composedEnding,
  type Ending,
  endingOf,
  type FusedAttributes,
  type FusedInputs,
  NO_ENDING,
} from '../internal/activate.ts';
import { plainConvolution, plainDepthwise } from '../internal/convolve.ts';
import { isAllFinite } from '../internal/finite.ts';
import {
  type ConvolutionAttributes,
  convolutionGeometry,
  convolutionSizes,
} from '../internal/geometry.ts';
import type { Simd } from '../internal/simd.ts';
import { defineKernel, type TrainingKernel } from '../kernel.ts';

/**
 * 2-D convolutions where they beat the stock kernel, which also takes weights that were changed in place
 * for the old ones, and makes -Infinity of some NaN: without SIMD its result is looked at.
 *
 * Input: x [batch, height, width, in], filter [kernelHeight, kernelWidth, in, out], float32. Output:
 * [batch, outHeight, outWidth, out].
 */
export const conv2D = defineKernel<Inputs, ConvolutionAttributes>(Conv2D, {
  simd: ({ inputs, attrs }, simd) => convolve(inputs, attrs, simd),
  composed({ inputs: { x, filter }, attrs, backend }, stock) {
    const y = stock();
    if (isAllFinite(y)) return y;
    return plainConvolution(x, filter, convolutionGeometry(x.shape, filter.shape, attrs), backend);
  },
});

/** The same with bias [out] and activation; NaN stays NaN. */
export const fusedConv2D = fused(FusedConv2D, Conv2D, convolve, ({ shape }) => shape[3] ?? 0);

/** Depthwise convolutions. The filter is [kernelHeight, kernelWidth, in, multiplier]. */
export const depthwiseConv2d = defineKernel<Inputs, ConvolutionAttributes>(DepthwiseConv2dNative, {
  simd: ({ inputs, attrs }, simd) => depthwise(inputs, attrs, simd),
  composed({ inputs: { x, filter }, attrs, backend }, stock) {
    const y = stock();
    if (isAllFinite(y)) return y;
    const geometry = convolutionGeometry(x.shape, filter.shape, attrs, true);
    return plainDepthwise(x, filter, geometry, backend);
  },
});

/** The same with bias and activation. */
export const fusedDepthwiseConv2D = fused(
  FusedDepthwiseConv2D,
  DepthwiseConv2dNative,
  depthwise,
  ({ shape }) => (shape[2] ?? 0) * (shape[3] ?? 0),
);

interface Inputs {
  readonly x: Tensor;
  readonly filter: Tensor;
}

type Convolution = (
  inputs: Inputs,
  attrs: ConvolutionAttributes,
  simd: Simd,
  ending?: Ending,
) => TensorInfo | undefined;

/** The fused form of the kernel `plain`, which `run` computes with SIMD. */
function fused(
  name: string,
  plain: string,
  run: Convolution,
  channelsOf: (filter: Tensor) => number,
): TrainingKernel {
  return defineKernel<Inputs & FusedInputs, ConvolutionAttributes & FusedAttributes>(name, {
    simd({ inputs, attrs }, simd) {
      const ending = endingOf(inputs, attrs, channelsOf(inputs.filter), simd);
      return ending && run(inputs, attrs, simd, ending);
    },
    composed({ inputs, attrs }) {
      if (attrs.dataFormat === 'NCHW') return undefined;
      const { x, filter } = inputs;
      const given = { ...attrs } as unknown as NamedAttrMap;
      return composedEnding(engine().runKernel<Tensor>(plain, { x, filter }, given), inputs, attrs);
    },
  });
}

function convolve(
  { x, filter }: Inputs,
  attrs: ConvolutionAttributes,
  { kernels, addressOf, allocate, scratch }: Simd,
  { args, rest }: Ending = NO_ENDING,
): TensorInfo | undefined {
  if (attrs.dataFormat === 'NCHW' || x.dtype !== 'float32') return undefined;
  const geometry = convolutionGeometry(x.shape, filter.shape, attrs);
  const { filterHeight, filterWidth, inChannels } = geometry;
  const work = scratch(kernels.convolveScratchBytes(filterHeight, filterWidth, inChannels));
  const y = allocate(geometry.outShape);
  kernels.convolve(
    addressOf(x),
    addressOf(filter),
    addressOf(y),
    ...convolutionSizes(geometry),
    ...args,
    work,
  );
  rest(y);
  return y;
}

function depthwise(
  { x, filter }: Inputs,
  attrs: ConvolutionAttributes,
  { kernels, addressOf, allocate }: Simd,
  { args: [bias, activation], rest }: Ending = NO_ENDING,
): TensorInfo | undefined {
  if (attrs.dataFormat === 'NCHW' || x.dtype !== 'float32') return undefined;
  const geometry = convolutionGeometry(x.shape, filter.shape, attrs, true);
  const y = allocate(geometry.outShape);
  const to = addressOf(y);
  kernels.depthwise(addressOf(x), addressOf(filter), to, ...convolutionSizes(geometry));
  if (bias !== 0 || activation !== 0) {
    const { batchSize, outHeight, outWidth, outChannels } = geometry;
    const places = batchSize * outHeight * outWidth;
    kernels.addBias(to, bias, to, places, outChannels, activation);
  }
  rest(y);
  return y;
}
