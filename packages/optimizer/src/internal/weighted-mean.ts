import type { TensorRecord } from '@sora-particles/combinator-core';
import { mean, mul, scalar, sum, type Tensor } from '@tensorflow/tfjs-core';
import type { Measured, MeanState } from '../api.ts';

/** The mean over all axes but the first: `['batch', ...]` to `['batch']`. */
export function perExample(values: Tensor): Tensor {
  return values.rank <= 1 ? values : mean(values, values.shape.map((_, axis) => axis).slice(1));
}

/** What a weighted mean over batches needs of one: `total` and `weight`, scalars. */
export function measureMean(values: Tensor, weights?: Tensor): TensorRecord {
  return weights === undefined
    ? { total: sum(values), weight: scalar(values.size) }
    : { total: sum(mul(values, weights)), weight: sum(weights) };
}

/** The host's part of a weighted mean, shared by all losses and many metrics. */
export const meanOnHost = {
  init: (): MeanState => [0, 0],
  update: ([total, weight]: MeanState, measured: Measured): MeanState => [
    total + (measured['total']?.[0] ?? NaN),
    weight + (measured['weight']?.[0] ?? NaN),
  ],
  result: ([total, weight]: MeanState): number => total / weight,
};
