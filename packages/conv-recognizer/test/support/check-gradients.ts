import { grads, tensor, tidy, type Tensor } from '@tensorflow/tfjs-core';
import { expectClose } from './close.ts';
import { patternValues } from './pattern.ts';
import type { Tensors } from './run.ts';

/**
 * Expects the gradients of a function with respect to each argument to equal central differences. The
 * loss is a weighted sum of the output, added up in double precision.
 *
 * @param step - For functions that are linear in each argument any size is exact.
 */
export function checkGradients(
  fn: (values: Tensors) => Tensor,
  values: Tensors,
  { step = 0.5, tolerance = 1e-4 } = {},
): void {
  const names = Object.keys(values);
  const call = (...tensors: Tensor[]): Tensor =>
    fn(Object.fromEntries(names.map((name, i) => [name, tensors[i] as Tensor])));
  tidy(() => {
    const y = fn(values);
    const weights = patternValues('loss', y.size);
    const analytic = grads(call)(Object.values(values), tensor(weights, y.shape));
    const loss = (changed: Tensors): number =>
      tidy(() => fn({ ...values, ...changed }).dataSync<'float32'>()).reduce(
        (sum, value, i) => sum + value * (weights[i] ?? 0),
        0,
      );
    names.forEach((name, i) => {
      const value = values[name] as Tensor;
      const numeric = Array.from({ length: value.size }, (_, at) => {
        const shifted = (by: number): number => tidy(() => loss({ [name]: shift(value, at, by) }));
        return (shifted(step) - shifted(-step)) / (2 * step);
      });
      expectClose(analytic[i] as Tensor, numeric, tolerance);
    });
  });
}

function shift(value: Tensor, at: number, by: number): Tensor {
  const data = Float32Array.from(value.dataSync<'float32'>());
  data[at] = (data[at] ?? 0) + by;
  return tensor(data, value.shape);
}
