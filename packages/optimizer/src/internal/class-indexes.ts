import { argMax, cast, greater, reshape, type Tensor } from '@tensorflow/tfjs-core';
import type { ClassSettings } from './class-options.ts';
import { resolveForm } from './resolve-form.ts';

/** The classes of one batch: what is and what was predicted, int32, of the same shape. */
export interface ClassIndexes {
  readonly actual: Tensor;
  readonly predicted: Tensor;
  readonly classes: number;
}

/**
 * Decides for each position which class it is of and which was predicted: the largest of several
 * (the first among equals), or whether it lies above the threshold.
 *
 * @throws ParticleError `rank-mismatch` or `axis-mismatch`.
 */
export function classIndexes(
  settings: ClassSettings,
  predictions: Tensor,
  targets: Tensor,
): ClassIndexes {
  const { name, targets: stated, threshold, from } = settings;
  const form = resolveForm(name, stated, predictions.shape, targets.shape);
  if (form === 'binary') {
    const cut = from === 'logits' ? Math.log(threshold / (1 - threshold)) : threshold;
    const given = reshape(cast(targets, 'float32'), predictions.shape);
    return {
      actual: cast(greater(given, 0.5), 'int32'),
      predicted: cast(greater(predictions, cut), 'int32'),
      classes: 2,
    };
  }
  return {
    actual: form === 'oneHot' ? argMax(targets, -1) : cast(targets, 'int32'),
    predicted: argMax(predictions, -1),
    classes: predictions.shape.at(-1) ?? 1,
  };
}
