import {
  add,
  backend_util,
  Conv2DBackpropFilter,
  type Conv2DBackpropFilterAttrs,
  matMul,
  reshape,
  slice,
  type Tensor,
  transpose,
} from '@tensorflow/tfjs-core';
import { allocate, valuesOf } from '../internal/heap.ts';
import { writePatches } from '../internal/patches.ts';
import { itemsAtOnce } from '../internal/window.ts';
import { defineKernel } from '../kernel.ts';

/**
 * Gradient of a 2-D convolution by its filter: patches(x) [taps * inChannels, positions] times dy
 * [positions, outChannels]. Patches have one row a tap, so that neither side needs transposing; they
 * are made for a few items at a time, so that memory stays small.
 *
 * Input: x [batch, height, width, in], dy [batch, outHeight, outWidth, out], float32. Output:
 * [kernelHeight, kernelWidth, in, out].
 */
export const conv2DBackpropFilter = defineKernel<
  { x: Tensor; dy: Tensor },
  Conv2DBackpropFilterAttrs & { dilations?: [number, number] | number }
>(Conv2DBackpropFilter, ({ inputs: { x, dy }, attrs, backend }) => {
  const { filterShape, strides, pad, dataFormat, dimRoundingMode, dilations = 1 } = attrs;
  const geometry = backend_util.computeConv2DInfo(
    x.shape as [number, number, number, number],
    filterShape,
    strides,
    dilations,
    pad,
    dimRoundingMode,
    false,
    backend_util.convertConv2DDataFormat(dataFormat),
  );
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
  return total && reshape(total, filterShape);
});

/** a b. The right side is packed at a cost, so that the smaller one goes there: (b^T a^T)^T. */
function product(a: Tensor, b: Tensor): Tensor {
  return a.size < b.size ? transpose(matMul(transpose(b), transpose(a))) : matMul(a, b);
}
