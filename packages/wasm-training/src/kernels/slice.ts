import {
  backend_util,
  reshape,
  Slice,
  slice_util,
  type SliceAttrs,
  SplitV,
  type SplitVAttrs,
  type Tensor,
  Unpack,
  type UnpackAttrs,
  util,
} from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { allocate, valuesOf } from '../internal/heap.ts';
import { defineKernel } from '../kernel.ts';

/** From this many numbers on, a copy by the engine beats a loop. */
const LONG_RUN = 32;

/**
 * A box cut out of a tensor. The stock kernel first copies the whole input, so that a batch of 32 out
 * of 60,000 images would cost 60,000.
 *
 * Input: x [...shape], any type but string. Output: [...size].
 */
export const slice = defineKernel<{ x: Tensor }, SliceAttrs>(Slice, {
  composed({ inputs: { x }, attrs, backend }) {
    if (x.dtype === 'string') return undefined;
    const [begin = [], size = []] = slice_util.parseSliceParams(x, attrs.begin, attrs.size);
    return cutBox(backend, x, begin, size);
  },
});

/**
 * A tensor cut into parts along an axis. The stock kernel copies the whole input for each part.
 *
 * Input: x [...shape], any type but string. Outputs: one for each part.
 */
export const split = defineKernel<{ x: Tensor }, SplitVAttrs>(SplitV, {
  composed({ inputs: { x }, attrs, backend }) {
    if (x.dtype === 'string') return undefined;
    const axis = util.parseAxisParam(attrs.axis, x.shape)[0] as number;
    const sizes = backend_util.prepareSplitSize(x, attrs.numOrSizeSplits, axis);
    return cutAlong(backend, x, axis, sizes);
  },
});

/**
 * A tensor taken apart along an axis, which the parts are without; as {@link split}.
 *
 * Input: value [...shape], any type but string. Outputs: one for each place on the axis.
 */
export const unpack = defineKernel<{ value: Tensor }, UnpackAttrs>(Unpack, {
  composed({ inputs: { value }, attrs, backend }) {
    if (value.dtype === 'string') return undefined;
    const axis = util.parseAxisParam(attrs.axis, value.shape)[0] as number;
    const sizes = new Array<number>(value.shape[axis] ?? 0).fill(1);
    const shape = value.shape.filter((_, i) => i !== axis);
    return cutAlong(backend, value, axis, sizes).map((part) => reshape(part, shape));
  },
});

function cutAlong(
  backend: BackendWasm,
  x: Tensor,
  axis: number,
  sizes: readonly number[],
): Tensor[] {
  let from = 0;
  return sizes.map((size) => {
    const begin = x.shape.map((_, i) => (i === axis ? from : 0));
    from += size;
    return cutBox(
      backend,
      x,
      begin,
      x.shape.map((whole, i) => (i === axis ? size : whole)),
    );
  });
}

function cutBox(
  backend: BackendWasm,
  x: Tensor,
  begin: readonly number[],
  size: readonly number[],
): Tensor {
  const y = allocate(backend, size, x.dtype);
  if (y.size === 0) return y;
  copyBox(valuesOf(backend, x), valuesOf(backend, y), x.shape, begin, size);
  return y;
}

function copyBox(
  x: Float32Array,
  y: Float32Array,
  shape: readonly number[],
  begin: readonly number[],
  size: readonly number[],
): void {
  const strides = [...util.computeStrides([...shape]), 1];
  // Axes that are taken whole join the run of numbers that lie side by side.
  let innermost = shape.length - 1;
  while (innermost > 0 && size[innermost] === shape[innermost]) innermost--;
  const run = (size[innermost] ?? 1) * (strides[innermost] ?? 1);
  let to = 0;
  const walk = (axis: number, offset: number): void => {
    const from = offset + (begin[axis] ?? 0) * (strides[axis] ?? 1);
    if (axis < innermost) {
      for (let i = 0; i < (size[axis] ?? 0); i++) walk(axis + 1, from + i * (strides[axis] ?? 1));
      return;
    }
    if (run >= LONG_RUN) y.set(x.subarray(from, from + run), to);
    else for (let k = 0; k < run; k++) y[to + k] = x[from + k] as number;
    to += run;
  };
  walk(0, 0);
}
