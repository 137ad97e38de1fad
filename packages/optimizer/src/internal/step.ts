import { add, expm1, mul, neg, scalar, type Tensor } from '@tensorflow/tfjs-core';

/** The step counter before the first step. */
export function firstStep(): Tensor {
  return scalar(0, 'int32');
}

/** One step further. The counter is int32: float32 could not count past 16,777,216. */
export function nextStep(step: Tensor): Tensor {
  return add(step, scalar(1, 'int32'));
}

/**
 * 1 - base^exponent for a base from 0 up to 1. Written with expm1: in float32, 1 - 0.999^1 taken
 * literally is off by 1e-5 of its value.
 *
 * @param exponent - Scalar, float32, at least 1.
 */
export function oneMinusPower(base: number, exponent: Tensor): Tensor {
  return neg(expm1(mul(exponent, Math.log(base))));
}
