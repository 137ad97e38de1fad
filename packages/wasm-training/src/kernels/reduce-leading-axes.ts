import { Mean, type MeanAttrs, Sum, type SumAttrs, type Tensor, util } from '@tensorflow/tfjs-core';
import { allocate, valuesOf } from '../internal/heap.ts';
import { defineKernel, type KernelCall, type TrainingKernel } from '../kernel.ts';

/**
 * Sums over leading axes, as in the gradient of a bias, in double precision. The stock kernel
 * transposes the whole input first. Other axes and types stay with it.
 *
 * Input: x [...reduced, ...kept], float32. Output: [...kept].
 */
export const sum: TrainingKernel = defineKernel<{ x: Tensor }, SumAttrs>(Sum, (call) =>
  reduce(call, () => 1),
);

/** Means over leading axes, as in batch normalisation; the same in all else. */
export const mean: TrainingKernel = defineKernel<{ x: Tensor }, MeanAttrs>(Mean, (call) =>
  reduce(call, (rows) => 1 / rows),
);

function reduce(
  { inputs: { x }, attrs: { axis, keepDims }, backend }: KernelCall<{ x: Tensor }, SumAttrs>,
  factorOf: (rows: number) => number,
): Tensor | undefined {
  const axes = util.parseAxisParam(axis, x.shape).sort((a, b) => a - b);
  const isLeading = axes.length > 0 && axes.every((value, index) => value === index);
  if (x.dtype !== 'float32' || !isLeading || axes.length === x.rank || x.size === 0) {
    return undefined;
  }
  const kept = x.shape.slice(axes.length);
  const y = allocate(backend, keepDims ? [...axes.map(() => 1), ...kept] : kept);
  const totals = sumRows(valuesOf(backend, x), y.size);
  const factor = factorOf(x.size / y.size);
  valuesOf(backend, y).set(totals.map((total) => total * factor));
  return y;
}

function sumRows(x: Float32Array, columns: number): Float64Array {
  const total = new Float64Array(columns);
  let row = 0;
  // Four rows a turn: the totals are read and written a quarter as often.
  for (; row + 4 * columns <= x.length; row += 4 * columns) {
    for (let column = 0; column < columns; column++) {
      const p = row + column;
      const q = p + 2 * columns;
      total[column] =
        (total[column] as number) +
        ((x[p] as number) + (x[p + columns] as number)) +
        ((x[q] as number) + (x[q + columns] as number));
    }
  }
  for (; row < x.length; row += columns) {
    for (let column = 0; column < columns; column++) {
      total[column] = (total[column] as number) + (x[row + column] as number);
    }
  }
  return total;
}
