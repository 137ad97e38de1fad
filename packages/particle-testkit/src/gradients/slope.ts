import { tensor, tidy, type Tensor } from '@tensorflow/tfjs-core';
import type { Exact, Loss } from './loss.ts';

/** Rounding of a float32 that has gone through a few operations. */
const EPSILON = 2 ** -22;

/** The slopes of a loss along one number. */
export interface Slope {
  readonly central: number;
  /** The smaller and the larger of the slopes to the left and to the right. */
  readonly low: number;
  readonly high: number;
  /** By how much rounding may spoil them. */
  readonly noise: number;
}

/** Which number, and by which share of the largest of its tensor it is moved. */
export interface Move {
  readonly name: string;
  readonly entry: number;
  readonly step: number;
}

/** Finite differences of a loss; `middle` is the loss where nothing is moved. */
export function slopeAlong(loss: Loss, middle: Exact, { name, entry, step }: Move): Slope {
  const tensorAt = loss.at[name] as Tensor;
  const values = tensorAt.dataSync<'float32'>();
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  const moved = (by: number): { readonly sum: number; readonly by: number } => {
    const changed = values.slice();
    changed[entry] = (changed[entry] ?? 0) + by;
    let sum = 0;
    tidy(() => {
      sum = loss.exact({ [name]: tensor(changed, tensorAt.shape, 'float32') }).sum;
    });
    // The step that was really made, after rounding.
    return { sum, by: (changed[entry] ?? 0) - (values[entry] ?? 0) };
  };
  const [left, right] = [moved(-step * largest), moved(step * largest)];
  const sides = [(left.sum - middle.sum) / left.by, (right.sum - middle.sum) / right.by];
  return {
    central: (right.sum - left.sum) / (right.by - left.by),
    low: Math.min(...sides),
    high: Math.max(...sides),
    noise: (EPSILON * (middle.size + 1e-3)) / right.by,
  };
}
