import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import {
  add,
  Conv2DBackpropFilter,
  matMul,
  reshape,
  slice,
  type Tensor,
  transpose,
  zeros,
} from '@tensorflow/tfjs-core';
import {
  type ConvolutionAttributes,
  convolutionGeometry,
  convolutionSizes,
  demandNHWC,
} from '../internal/geometry.ts';
import { allocate, valuesOf } from '../internal/heap.ts';
import { writePatches } from '../internal/patches.ts';
import { type Geometry, itemsAtOnce } from '../internal/window.ts';
import { defineKernel } from '../kernel.ts';

/**
 * Gradient of a 2-D convolution by its filter: patches(x) [taps * inChannels, positions] times dy
 * [positions, outChannels]. Patches have one row a tap, so that neither side needs transposing; they
 * are made for a few items at a time, so that memory stays small.
 *
 * Input: x [batch, height, width, in], dy [batch, outHeight, outWidth, out], float32. Output:
 * [kernelHeight, kernelWidth, in, out].
 */
export const conv2DBackpropFilter = defineKernel<Inputs, Attributes>(Conv2DBackpropFilter, {
  simd({ inputs: { x, dy }, attrs }, { kernels, addressOf, allocate, scratch }) {
    const geometry = geometryOf(x, attrs);
    const { filterHeight, filterWidth, inChannels } = geometry;
    const work = scratch(kernels.convolveScratchBytes(filterHeight, filterWidth, inChannels));
    const filter = allocate(attrs.filterShape);
    kernels.convolveFilterGrad(
      addressOf(x),
      addressOf(dy),
      addressOf(filter),
      ...convolutionSizes(geometry),
      0,
      work,
    );
    return filter;
  },
  composed: ({ inputs, attrs, backend }) => filterGradient(inputs, attrs, backend),
});

interface Inputs {
  readonly x: Tensor;
  readonly dy: Tensor;
}

interface Attributes extends ConvolutionAttributes {
  readonly filterShape: [number, number, number, number];
}

function geometryOf(x: Tensor, attrs: Attributes): Geometry {
  demandNHWC(Conv2DBackpropFilter, attrs);
  return convolutionGeometry(x.shape, attrs.filterShape, attrs);
}

function filterGradient({ x, dy }: Inputs, attrs: Attributes, backend: BackendWasm): Tensor {
  const { filterShape } = attrs;
  const geometry = geometryOf(x, attrs);
  const { batchSize, outHeight, outWidth, outChannels } = geometry;
  const taps = filterShape[0] * filterShape[1] * filterShape[2];
  const positions = outHeight * outWidth;
  const atOnce = itemsAtOnce(batchSize, taps * positions);
  let total: Tensor | undefined;
  for (let first = 0; first < batchSize; first += atOnce) {
    const items = Math.min(atOnce, batchSize - first);
    const rows = items * positions;
    const patches = allocate(backend, [taps, rows]);
    writePatches(valuesOf(backend, x), valuesOf(backend, patches), geometry, first, items);
    const gradient = items === batchSize ? dy : slice(dy, [first, 0, 0, 0], [items, -1, -1, -1]);
    const part = product(patches, reshape(gradient, [rows, outChannels]));
    patches.dispose();
    total = total === undefined ? part : add(total, part);
  }
  return total === undefined ? zeros(filterShape) : reshape(total, filterShape);
}

/** a b. The right side is packed at a cost, so that the smaller one goes there: (b^T a^T)^T. */
function product(a: Tensor, b: Tensor): Tensor {
  return a.size < b.size ? transpose(matMul(transpose(b), transpose(a))) : matMul(a, b);
}
