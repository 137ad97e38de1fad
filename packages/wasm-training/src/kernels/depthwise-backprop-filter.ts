import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import {
  DepthwiseConv2dNativeBackpropFilter,
  mul,
  reshape,
  stack,
  sum,
  type Tensor,
} from '@tensorflow/tfjs-core';
import {
  type ConvolutionAttributes,
  convolutionGeometry,
  convolutionSizes,
  demandNHWC,
} from '../internal/geometry.ts';
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
export const depthwiseBackpropFilter = defineKernel<Inputs, Attributes>(
  DepthwiseConv2dNativeBackpropFilter,
  {
    simd({ inputs: { x, dy }, attrs }, { kernels, addressOf, allocate }) {
      demandNHWC(DepthwiseConv2dNativeBackpropFilter, attrs);
      const geometry = convolutionGeometry(x.shape, attrs.filterShape, attrs, true);
      const result = allocate(attrs.filterShape);
      kernels.depthwiseFilterGrad(
        addressOf(x),
        addressOf(dy),
        addressOf(result),
        ...convolutionSizes(geometry),
        0,
      );
      return result;
    },
    composed: ({ inputs, attrs, backend }) => filterGradient(inputs, attrs, backend),
  },
);

interface Inputs {
  readonly x: Tensor;
  readonly dy: Tensor;
}

interface Attributes extends ConvolutionAttributes {
  readonly filterShape: [number, number, number, number];
}

function filterGradient({ x, dy }: Inputs, attrs: Attributes, backend: BackendWasm): Tensor {
  const { filterShape } = attrs;
  demandNHWC(DepthwiseConv2dNativeBackpropFilter, attrs);
  const geometry = convolutionGeometry(x.shape, filterShape, attrs, true);
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
}
