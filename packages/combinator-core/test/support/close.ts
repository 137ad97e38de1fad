import type { Tensor } from '@tensorflow/tfjs-core';

/** Numbers with a shape, as golden files hold them. */
export interface Golden {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** Expects a tensor to hold the numbers, up to `tolerance` relative to the size of each (at least 1). */
export function expectClose(actual: Tensor, expected: Golden, tolerance = 1e-5): void {
  expect(actual.shape).toEqual(expected.shape);
  const values = actual.dataSync();
  const worst = expected.values.reduce(
    (most, value, i) => Math.max(most, Math.abs(values[i]! - value) / Math.max(1, Math.abs(value))),
    0,
  );
  expect(worst).toBeLessThanOrEqual(tolerance);
}
