import type { Tensor } from '@tensorflow/tfjs-core';

/** Expects two lists of numbers to agree within `tolerance`, relative to the greatest of them. */
export function expectClose(
  actual: Tensor | ArrayLike<number>,
  expected: Tensor | ArrayLike<number>,
  tolerance = 1e-5,
): void {
  const a = valuesOf(actual);
  const b = valuesOf(expected);
  expect(a.length).toBe(b.length);
  const scale = Math.max(1, ...b.map(Math.abs));
  const worst = a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? NaN))), 0);
  expect(worst / scale).toBeLessThanOrEqual(tolerance);
}

function valuesOf(values: Tensor | ArrayLike<number>): readonly number[] {
  return Array.from('dataSync' in values ? values.dataSync<'float32'>() : values);
}
