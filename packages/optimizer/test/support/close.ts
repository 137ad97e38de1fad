import type { Tensor } from '@tensorflow/tfjs-core';

/** Expects numbers to be equal up to float32: relative to the larger, with a floor for those near 0. */
export function expectClose(
  actual: Tensor | ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance = 1e-5,
): void {
  const found = Array.from('dataSync' in actual ? actual.dataSync<'float32'>() : actual);
  expect(found).toHaveLength(expected.length);
  const worst = found.reduce((most, value, index) => {
    const wanted = expected[index]!;
    const error = Math.abs(value - wanted) / Math.max(Math.abs(value), Math.abs(wanted), 1e-2);
    return value === wanted || error <= most ? most : error;
  }, 0);
  if (worst <= tolerance) return;
  // Shows both lists.
  expect(found).toEqual(Array.from(expected));
}
