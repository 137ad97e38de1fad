import { ParticleError } from '@sora-particles/combinator-core';
import type { TargetForm } from '../api.ts';

/**
 * Checks that targets belong to predictions of a shape: see `TargetForm`. Without this, TensorFlow.js
 * would broadcast targets `[32]` against predictions `[32, 1]` to `[32, 32]` in silence.
 *
 * @param owner - Name of the loss or metric, for messages.
 * @throws ParticleError `rank-mismatch` or `axis-mismatch`.
 */
export function matchShapes(
  owner: string,
  form: TargetForm,
  predictions: readonly number[],
  targets: readonly number[],
): void {
  const wanted = wantedShapes(form, predictions);
  if (wanted.some((shape) => equalShapes(shape, targets))) return;
  const sameRank = wanted.some((shape) => shape.length === targets.length);
  throw new ParticleError({
    code: sameRank ? 'axis-mismatch' : 'rank-mismatch',
    summary: `${owner}: targets of shape ${show(targets)} do not belong to predictions of shape ${show(predictions)}`,
    path: owner,
    expected:
      wanted.length === 0
        ? 'predictions with a last axis of classes'
        : `targets of shape ${wanted.map(show).join(' or ')}`,
    found: show(targets),
    remedy: remedyFor(form, predictions, targets),
  });
}

function wantedShapes(form: TargetForm, predictions: readonly number[]): (readonly number[])[] {
  const lead = predictions.slice(0, -1);
  switch (form) {
    case 'classIndex':
      return predictions.length < 2 ? [] : [lead];
    case 'oneHot':
      return predictions.length < 2 ? [] : [predictions];
    default:
      return predictions.length >= 2 && predictions.at(-1) === 1
        ? [predictions, lead]
        : [predictions];
  }
}

function remedyFor(
  form: TargetForm,
  predictions: readonly number[],
  targets: readonly number[],
): string | undefined {
  if (form === 'oneHot' && equalShapes(targets, predictions.slice(0, -1))) {
    return 'for class indexes, use sparseCategoricalCrossEntropy()';
  }
  if (form === 'classIndex' && equalShapes(targets, predictions)) {
    return 'for one-hot targets, use categoricalCrossEntropy()';
  }
  return undefined;
}

/** Whether two shapes have the same sizes in the same order. */
export function equalShapes(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

function show(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}
