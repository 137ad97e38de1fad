import { isTensorSpec, type Spec } from '@sora-particles/combinator-core';
import type { HostTargets, Metric } from '../api.ts';
import { inOrder } from '../data/shuffle.ts';
import { isRows, takeRows, type NumberTable } from '../data/table.ts';

/**
 * Has the loss and the metrics look at all targets, on the host.
 *
 * @param output - What the particle gives for these examples.
 * @param firstIndex - Index of the first example in the data, for messages.
 * @throws ParticleError as `Metric.checkTargets`.
 */
export function checkTargets(
  judges: readonly Metric[],
  targets: NumberTable,
  output: Spec,
  firstIndex: number,
): void {
  const shape = outputShape(output, targets.itemShape);
  if (shape === undefined) return;
  const flat = flatTargets(targets);
  for (const judge of judges) judge.checkTargets(flat, shape, firstIndex);
}

/**
 * The shape of one prediction. Sizes that are known only when the particle runs (of images that are
 * still to be decoded) are taken to be those of the targets; the loss compares them when it runs.
 */
function outputShape(output: Spec, targets: readonly number[]): readonly number[] | undefined {
  if (!isTensorSpec(output)) return undefined;
  const item = output.shape
    .slice(1)
    .map((dim, axis) => (typeof dim === 'number' ? dim : targets[axis]));
  return item.every((size) => size !== undefined) ? item : undefined;
}

function flatTargets(targets: NumberTable): HostTargets {
  const shape = [targets.count, ...targets.itemShape];
  if (!isRows(targets.storage)) return { values: targets.storage, shape };
  // As they were given: a fraction among class indexes must not be rounded away.
  const column = takeRows({ ...targets, dtype: 'float32' }, inOrder(targets.count));
  return { values: column.kind === 'numbers' ? column.values : [], shape };
}
