import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import {
  add,
  concat,
  expandDims,
  matMul,
  mul,
  reshape,
  slice,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { allocate, valuesOf } from './heap.ts';
import { writePatches, writeTap } from './patches.ts';
import { type Geometry, itemsAtOnce } from './window.ts';

// Convolutions that are slow and keep NaN: without SIMD, for what the stock kernels get wrong.

/** x [batch, height, width, in] convolved with a filter [kernelHeight, kernelWidth, in, out]. */
export function plainConvolution(
  x: Tensor,
  filter: Tensor,
  geometry: Geometry,
  backend: BackendWasm,
): Tensor {
  const { batchSize, outHeight, outWidth, outChannels, outShape } = geometry;
  const taps = filter.size / outChannels;
  const weights = reshape(filter, [taps, outChannels]);
  const positions = outHeight * outWidth;
  const atOnce = itemsAtOnce(batchSize, taps * positions);
  const parts: Tensor[] = [];
  for (let first = 0; first < batchSize; first += atOnce) {
    const items = Math.min(atOnce, batchSize - first);
    const patches = allocate(backend, [taps, items * positions]);
    writePatches(valuesOf(backend, x), valuesOf(backend, patches), geometry, first, items);
    parts.push(matMul(patches, weights, true));
  }
  return reshape(concat(parts), outShape);
}

/** Each channel of x by itself, with a filter [kernelHeight, kernelWidth, in, multiplier]. */
export function plainDepthwise(
  x: Tensor,
  filter: Tensor,
  geometry: Geometry,
  backend: BackendWasm,
): Tensor {
  const { batchSize, outHeight, outWidth, inChannels, outShape } = geometry;
  const [height = 0, width = 0, , multiplier = 1] = filter.shape;
  let total: Tensor | undefined;
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j++) {
      const seen = allocate(backend, [batchSize, outHeight, outWidth, inChannels]);
      writeTap(valuesOf(backend, x), valuesOf(backend, seen), geometry, i, j);
      const weight = reshape(slice(filter, [i, j, 0, 0], [1, 1, -1, -1]), [inChannels, multiplier]);
      const part = mul(expandDims(seen, -1), weight);
      total = total === undefined ? part : add(total, part);
    }
  }
  return reshape(total as Tensor, outShape);
}
