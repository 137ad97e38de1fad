import {
  Conv2D,
  DepthwiseConv2dNative,
  FusedConv2D,
  FusedDepthwiseConv2D,
  type Tensor,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { activate, canActivate } from '../internal/activate.ts';
import {
  type ConvolutionAttributes,
  convolutionGeometry,
  convolutionSizes,
} from '../internal/geometry.ts';
import type { Simd } from '../internal/simd.ts';
import { defineKernel, type KernelCall } from '../kernel.ts';

/**
 * 2-D convolutions where they beat the stock kernel, which also takes weights that were changed in
 * place for the old ones.
 *
 * Input: x [batch, height, width, in], filter [kernelHeight, kernelWidth, in, out], float32. Output:
 * [batch, outHeight, outWidth, out].
 */
export const conv2D = defineKernel<Inputs, ConvolutionAttributes>(Conv2D, {
  simd: ({ inputs, attrs }, simd) => convolve(inputs, attrs, simd),
});

/** The same with bias [out] and activation: none, relu or relu6; NaN stays NaN. */
export const fusedConv2D = defineKernel<Inputs, FusedAttributes>(FusedConv2D, {
  simd: fusedWith(convolve, ({ shape }) => shape[3] ?? 0),
});

/** Depthwise convolutions. The filter is [kernelHeight, kernelWidth, in, multiplier]. */
export const depthwiseConv2d = defineKernel<Inputs, ConvolutionAttributes>(DepthwiseConv2dNative, {
  simd: ({ inputs, attrs }, simd) => depthwise(inputs, attrs, simd),
});

/** The same with bias and activation. */
export const fusedDepthwiseConv2D = defineKernel<Inputs, FusedAttributes>(FusedDepthwiseConv2D, {
  simd: fusedWith(depthwise, ({ shape }) => (shape[2] ?? 0) * (shape[3] ?? 0)),
});

interface Inputs {
  readonly x: Tensor;
  readonly filter: Tensor;
  readonly bias?: Tensor;
}

interface FusedAttributes extends ConvolutionAttributes {
  readonly activation: string;
}

type Convolution = (
  inputs: Inputs,
  attrs: ConvolutionAttributes,
  simd: Simd,
) => TensorInfo | undefined;

function fusedWith(run: Convolution, channelsOf: (filter: Tensor) => number) {
  return ({ inputs, attrs }: KernelCall<Inputs, FusedAttributes>, simd: Simd) => {
    const { bias, filter } = inputs;
    if (!canActivate(bias, attrs.activation, channelsOf(filter))) return undefined;
    const y = run(inputs, attrs, simd);
    if (y !== undefined) activate(y, bias, attrs.activation, simd);
    return y;
  };
}

function convolve(
  { x, filter }: Inputs,
  attrs: ConvolutionAttributes,
  { kernels, addressOf, allocate, scratch }: Simd,
): TensorInfo | undefined {
  if (attrs.dataFormat === 'NCHW' || x.dtype !== 'float32') return undefined;
  const geometry = convolutionGeometry(x.shape, filter.shape, attrs);
  const { filterHeight, filterWidth, inChannels } = geometry;
  const y = allocate(geometry.outShape);
  kernels.convolve(
    addressOf(x),
    addressOf(filter),
    addressOf(y),
    ...convolutionSizes(geometry),
    0,
    0,
    scratch(kernels.convolveScratchBytes(filterHeight, filterWidth, inChannels)),
  );
  return y;
}

function depthwise(
  { x, filter }: Inputs,
  attrs: ConvolutionAttributes,
  { kernels, addressOf, allocate }: Simd,
): TensorInfo | undefined {
  if (attrs.dataFormat === 'NCHW' || x.dtype !== 'float32') return undefined;
  const geometry = convolutionGeometry(x.shape, filter.shape, attrs, true);
  const y = allocate(geometry.outShape);
  kernels.depthwise(addressOf(x), addressOf(filter), addressOf(y), ...convolutionSizes(geometry));
  return y;
}
