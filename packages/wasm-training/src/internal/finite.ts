import { sum, type Tensor } from '@tensorflow/tfjs-core';

/** Whether all numbers are finite. It may say no where only their sum is not. */
export function isAllFinite(x: Tensor): boolean {
  return Number.isFinite(sum(x).dataSync()[0]);
}
