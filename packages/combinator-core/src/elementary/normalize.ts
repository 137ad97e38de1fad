import { add, mul, rsqrt, sub, type Tensor } from '@tensorflow/tfjs-core';

/** What is done after the mean and the variance have been taken out. */
export interface Rescaling {
  readonly gamma?: Tensor | undefined;
  readonly beta?: Tensor | undefined;
  readonly epsilon: number;
}

/** gamma (x - mean) / sqrt(variance + epsilon) + beta; everything broadcasts against x. */
export function normalize(
  x: Tensor,
  mean: Tensor,
  variance: Tensor,
  { gamma, beta, epsilon }: Rescaling,
): Tensor {
  const inverse = rsqrt(add(variance, epsilon));
  const scaled = mul(sub(x, mean), gamma === undefined ? inverse : mul(inverse, gamma));
  return beta === undefined ? scaled : add(scaled, beta);
}
