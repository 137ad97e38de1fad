import {
  type backend_util,
  Mean,
  Sum,
  type SumAttrs,
  type Tensor,
  util,
} from '@tensorflow/tfjs-core';
import { allocate, valuesOf } from '../internal/heap.ts';
import { defineKernel, type TrainingKernel } from '../kernel.ts';

/**
 * Sums over leading axes, as in the gradient of a bias. The stock kernel transposes the whole input
 * first. With SIMD four rows are added in single, the totals in double precision; without, all is
 * double precision. Other axes and types stay with the stock kernel.
 *
 * Input: x [...reduced, ...kept], float32. Output: [...kept].
 */
export const sum: TrainingKernel = reduction(Sum, () => 1);

/** Means over leading axes, as in batch normalisation; the same in all else. */
export const mean: TrainingKernel = reduction(Mean, (rows) => 1 / rows);

function reduction(name: string, factorOf: (rows: number) => number): TrainingKernel {
  return defineKernel<{ x: Tensor }, SumAttrs>(name, {
    simd({ inputs: { x }, attrs, backend }, { kernels, addressOf, allocate: create }) {
      const shapes = shapesOf(x, attrs);
      if (shapes === undefined) return undefined;
      const columns = util.sizeFromShape(shapes.kept);
      const rows = x.size / columns;
      const y = create(shapes.out);
      kernels.sumColumns(addressOf(x), addressOf(y), rows, columns, columns);
      const factor = factorOf(rows);
      if (factor !== 1) scale(backend.typedArrayFromHeap(y), factor);
      return y;
    },
    composed({ inputs: { x }, attrs, backend }) {
      const shapes = shapesOf(x, attrs);
      if (shapes === undefined) return undefined;
      const y = allocate(backend, shapes.out);
      const totals = sumRows(valuesOf(backend, x), y.size);
      const factor = factorOf(x.size / y.size);
      valuesOf(backend, y).set(totals.map((total) => total * factor));
      return y;
    },
  });
}

/** The shape that is kept and that of the result; nothing where the case is not ours. */
function shapesOf(x: Tensor, { axis, keepDims }: SumAttrs) {
  const axes = util.parseAxisParam(axis, x.shape).sort((a, b) => a - b);
  const isLeading = axes.length > 0 && axes.every((value, index) => value === index);
  if (x.dtype !== 'float32' || !isLeading || axes.length === x.rank || x.size === 0) {
    return undefined;
  }
  const kept = x.shape.slice(axes.length);
  return { kept, out: keepDims ? [...axes.map(() => 1), ...kept] : kept };
}

function scale(values: backend_util.TypedArray, factor: number): void {
  for (let i = 0; i < values.length; i++) values[i] = (values[i] as number) * factor;
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
