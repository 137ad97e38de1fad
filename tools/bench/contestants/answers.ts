import { batchOf, type Numbers, type Problem } from '../networks/problem.ts';
import type { Session } from './contestant.ts';

/** From a batch to probabilities, both in JavaScript's memory. */
export type Predict = (batch: Numbers) => Promise<ArrayLike<number>>;

/**
 * A session that answers batches of the data by turns.
 *
 * Its check is the mean probability that the right class was given in the first batch: whoever computes
 * the same network gets the same number.
 */
export function answering({ x, y }: Problem, batchSize: number, predict: Predict): Session {
  let index = 0;
  return {
    async run() {
      await predict(batchOf(x, index++, batchSize));
    },
    async check() {
      const probabilities = await predict(batchOf(x, 0, batchSize));
      const right = batchOf(y, 0, batchSize);
      let sum = 0;
      right.values.forEach((is, i) => (sum += is * (probabilities[i] ?? NaN)));
      return sum / (right.shape[0] ?? 1);
    },
  };
}
