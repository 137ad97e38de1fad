import type { TargetForm } from '../api.ts';
import { equalShapes, matchShapes } from './match-shapes.ts';

/** The forms that tell classes. */
export type ClassForm = Exclude<TargetForm, 'values'>;

/**
 * What the targets of a classification are, by their shape as in Keras, unless it is stated: one axis
 * less than the predictions is `'classIndex'`, the same shape is `'oneHot'`, and predictions without
 * a last axis of several classes are `'binary'`.
 *
 * @throws ParticleError `rank-mismatch` or `axis-mismatch`.
 */
export function resolveForm(
  owner: string,
  stated: ClassForm | undefined,
  predictions: readonly number[],
  targets: readonly number[],
): ClassForm {
  const form = stated ?? guess(predictions, targets);
  matchShapes(owner, form, predictions, targets);
  return form;
}

function guess(predictions: readonly number[], targets: readonly number[]): ClassForm {
  const classes = predictions.length < 2 ? 1 : (predictions.at(-1) ?? 1);
  if (classes === 1) return 'binary';
  return equalShapes(predictions, targets) ? 'oneHot' : 'classIndex';
}
