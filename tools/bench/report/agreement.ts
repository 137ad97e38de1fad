import { quantile } from '../measure/statistics.ts';
import type { Comparison } from '../measure/compare.ts';
import type { Work } from '../task.ts';

/**
 * How far from the middle one may be, as a share of it: rounding grows over steps, and an epoch is
 * shuffled by each in its own way.
 */
const TOLERANCE: Readonly<Record<Work, number>> = { train: 0.02, epoch: 0.1, infer: 0.001 };

/** Those who computed something else than most: they must not win. */
export function dissenters({ task, measured }: Comparison): ReadonlySet<string> {
  const middle = quantile(
    measured.map(({ check }) => check),
    0.5,
  );
  const most = TOLERANCE[task.work] * Math.abs(middle);
  return new Set(
    measured.filter(({ check }) => !(Math.abs(check - middle) <= most)).map(({ name }) => name),
  );
}
