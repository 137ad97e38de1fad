import { ParticleError, type TensorRecord } from '@sora-particles/combinator-core';
import { reshape, scalar, type Tensor } from '@tensorflow/tfjs-core';
import type { Measured } from '../api.ts';
import { classIndexes } from './class-indexes.ts';
import type { ClassSettings } from './class-options.ts';
import { weightsFor } from './weights-for.ts';

/**
 * What a comparison of classes needs of one batch: for each position its class and the predicted one.
 * That is less to download than a table of all pairs of classes, whenever there are many of them.
 */
export function measureClasses(
  settings: ClassSettings,
  predictions: Tensor,
  targets: Tensor,
  weights: Tensor | undefined,
): TensorRecord {
  const { actual, predicted, classes } = classIndexes(settings, predictions, targets);
  return {
    actual: reshape(actual, [-1]),
    predicted: reshape(predicted, [-1]),
    classes: scalar(classes, 'int32'),
    ...(weights && { weights: reshape(weightsFor(actual.shape, weights), [-1]) }),
  };
}

/**
 * Visits each position of a downloaded batch.
 *
 * @throws ParticleError `label-out-of-range` for a class that is none.
 */
export function forEachPosition(
  owner: string,
  measured: Measured,
  visit: (actual: number, predicted: number, weight: number) => void,
): void {
  const { actual = [], predicted = [], weights } = measured;
  const classes = classesOf(measured);
  for (let index = 0; index < actual.length; index += 1) {
    const [truth, guess] = [actual[index] ?? -1, predicted[index] ?? -1];
    if (truth < 0 || truth >= classes) {
      throw new ParticleError({
        code: 'label-out-of-range',
        summary: `${owner}: target ${String(truth)} at position ${String(index)} of a batch is no class`,
        path: owner,
        expected: `a whole number from 0 to ${String(classes - 1)}`,
        found: String(truth),
      });
    }
    visit(truth, guess, weights?.[index] ?? 1);
  }
}

/** How many classes a downloaded batch tells apart. */
export function classesOf(measured: Measured): number {
  return measured['classes']?.[0] ?? 0;
}
