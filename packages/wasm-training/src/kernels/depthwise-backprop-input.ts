import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import {
  depthwiseConv2d,
  DepthwiseConv2dNativeBackpropInput,
  type Tensor,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import {
  type ConvolutionAttributes,
  convolutionGeometry,
  convolutionSizes,
  demandNHWC,
} from '../internal/geometry.ts';
import { allocate, valuesOf } from '../internal/heap.ts';
import { turn } from '../internal/turn.ts';
import { columnOffset, type Geometry, inside, rowOffset } from '../internal/window.ts';
import { defineKernel } from '../kernel.ts';

/**
 * Gradient of a depthwise convolution by its input. Where the output has the size of the input, it is
 * a depthwise convolution of dy with the filter turned by 180 degrees; otherwise dy times each tap,
 * added up where the taps overlap.
 *
 * Input: dy [batch, outHeight, outWidth, in * multiplier], filter [kernelHeight, kernelWidth, in,
 * multiplier], float32. Output: [batch, height, width, in].
 */
export const depthwiseBackpropInput = defineKernel<Inputs, Attributes>(
  DepthwiseConv2dNativeBackpropInput,
  {
    simd({ inputs: { dy, filter }, attrs }, { kernels, addressOf, allocate }) {
      demandNHWC(DepthwiseConv2dNativeBackpropInput, attrs);
      const geometry = convolutionGeometry(attrs.inputShape, filter.shape, attrs, true);
      const result = allocate(attrs.inputShape);
      kernels.depthwiseInputGrad(
        addressOf(dy),
        addressOf(filter),
        addressOf(result),
        ...convolutionSizes(geometry),
      );
      return result;
    },
    composed: ({ inputs, attrs, backend }) => inputGradient(inputs, attrs, backend),
  },
);

interface Inputs {
  readonly dy: Tensor;
  readonly filter: Tensor;
}

interface Attributes extends ConvolutionAttributes {
  readonly inputShape: [number, number, number, number];
}

function inputGradient({ dy, filter }: Inputs, attrs: Attributes, backend: BackendWasm): Tensor {
  const { inputShape } = attrs;
  demandNHWC(DepthwiseConv2dNativeBackpropInput, attrs);
  const geometry = convolutionGeometry(inputShape, filter.shape, attrs, true);
  if (isTurnable(geometry)) {
    return depthwiseConv2d(dy as Tensor4D, turn(backend, filter), 1, 'same');
  }
  const dx = allocate(backend, inputShape);
  valuesOf(backend, dx).fill(0);
  addTaps(valuesOf(backend, dy), valuesOf(backend, filter), valuesOf(backend, dx), geometry);
  return dx;
}

/** Stride 1, one output a channel, and padding that is the same when the filter is turned. */
function isTurnable(geometry: Geometry): boolean {
  const { padInfo, inHeight, inWidth, outHeight, outWidth, inChannels, outChannels } = geometry;
  const { strideHeight, strideWidth, dilationHeight, dilationWidth } = geometry;
  return (
    strideHeight * strideWidth * dilationHeight * dilationWidth === 1 &&
    inChannels === outChannels &&
    inHeight === outHeight &&
    inWidth === outWidth &&
    padInfo.top === padInfo.bottom &&
    padInfo.left === padInfo.right
  );
}

function addTaps(
  dy: Float32Array,
  filter: Float32Array,
  dx: Float32Array,
  geometry: Geometry,
): void {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels } = geometry;
  const { filterHeight, filterWidth, strideHeight, strideWidth } = geometry;
  const multiplier = outChannels / inChannels;
  for (let i = 0; i < filterHeight; i++) {
    const rows = inside(inHeight, outHeight, strideHeight, rowOffset(geometry, i));
    for (let j = 0; j < filterWidth; j++) {
      const offset = columnOffset(geometry, j);
      const columns = inside(inWidth, outWidth, strideWidth, offset);
      const tap = (i * filterWidth + j) * outChannels;
      for (let item = 0; item < batchSize; item++) {
        for (let row = rows.from; row < rows.to; row++) {
          const y = row * strideHeight + rowOffset(geometry, i);
          for (let q = columns.from; q < columns.to; q++) {
            let from = ((item * outHeight + row) * outWidth + q) * outChannels;
            const to = ((item * inHeight + y) * inWidth + q * strideWidth + offset) * inChannels;
            let weight = tap;
            for (let channel = 0; channel < inChannels; channel++) {
              let total = dx[to + channel] as number;
              for (let m = 0; m < multiplier; m++) {
                total += (dy[from++] as number) * (filter[weight++] as number);
              }
              dx[to + channel] = total;
            }
          }
        }
      }
    }
  }
}
