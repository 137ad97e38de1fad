import { ParticleError, type TensorRecord } from '@sora-particles/combinator-core';
import { cast, greater, reshape, slice, sub, type Tensor } from '@tensorflow/tfjs-core';
import type { PredictionForm } from '../api.ts';
import { type ClassForm, resolveForm } from './resolve-form.ts';
import { weightsFor } from './weights-for.ts';

/**
 * What a ranking needs of one batch: the score of yes and whether it is yes, for each answer.
 *
 * @throws ParticleError `axis-mismatch` for more than two classes, or shapes that do not fit.
 */
export function measureScores(
  settings: { name: string; targets: ClassForm | undefined; from: PredictionForm },
  predictions: Tensor,
  targets: Tensor,
  weights: Tensor | undefined,
): TensorRecord {
  const { name, targets: stated, from } = settings;
  const form = resolveForm(name, stated, predictions.shape, targets.shape);
  const classes = predictions.shape.at(-1) ?? 1;
  if (form !== 'binary' && classes !== 2) {
    throw new ParticleError({
      code: 'axis-mismatch',
      summary: `${name} judges two classes, not ${String(classes)}`,
      path: name,
      expected: "predictions with a last axis of 1 or 2, or targets: 'binary'",
      found: `[${predictions.shape.join(', ')}]`,
    });
  }
  const scores =
    form === 'binary'
      ? predictions
      : from === 'logits'
        ? sub(column(predictions, 1), column(predictions, 0))
        : column(predictions, 1);
  const answers = form === 'oneHot' ? column(targets, 1) : targets;
  return {
    scores: reshape(scores, [-1]),
    targets: reshape(cast(greater(cast(answers, 'float32'), 0.5), 'int32'), [-1]),
    ...(weights && { weights: reshape(weightsFor(scores.shape, weights), [-1]) }),
  };
}

/** One column of the last axis, which stays as an axis of 1. */
function column(values: Tensor, index: number): Tensor {
  const begin = values.shape.map((_, axis) => (axis === values.rank - 1 ? index : 0));
  return slice(values, begin, [...values.shape.slice(0, -1), 1]);
}
