import type { HostTargets } from '../api.ts';
import { checkTargets } from './check-targets.ts';
import { type ClassForm, resolveForm } from './resolve-form.ts';

/** What the check needs to know of a metric. */
interface CheckedMetric {
  readonly name: string;
  readonly targets: ClassForm | undefined;
  /** A class index that is let through although it is no class. */
  readonly ignoreClass?: number | undefined;
}

/** `checkTargets` of metrics whose targets may be of any form. */
export function checkClassTargets(
  { name, targets: stated, ignoreClass }: CheckedMetric,
  targets: HostTargets,
  outputShape: readonly number[],
  firstIndex?: number,
): void {
  const predictions = [targets.shape[0] ?? 0, ...outputShape];
  const form = resolveForm(name, stated, predictions, targets.shape);
  checkTargets({ owner: name, form, ignoreClass }, targets, outputShape, firstIndex);
}
