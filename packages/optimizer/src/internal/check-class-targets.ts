import type { HostTargets } from '../api.ts';
import { checkTargets } from './check-targets.ts';
import { type ClassForm, resolveForm } from './resolve-form.ts';

/** `checkTargets` of metrics whose targets may be of any form. */
export function checkClassTargets(
  { name, targets: stated }: { readonly name: string; readonly targets: ClassForm | undefined },
  targets: HostTargets,
  outputShape: readonly number[],
  firstIndex?: number,
): void {
  const predictions = [targets.shape[0] ?? 0, ...outputShape];
  const form = resolveForm(name, stated, predictions, targets.shape);
  checkTargets({ owner: name, form }, targets, outputShape, firstIndex);
}
