import { Slice, slice_util, type SliceAttrs, type Tensor, util } from '@tensorflow/tfjs-core';
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
    const y = allocate(backend, size, x.dtype);
    if (y.size === 0) return y;
    copyBox(valuesOf(backend, x), valuesOf(backend, y), x.shape, begin, size);
    return y;
  },
});

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
