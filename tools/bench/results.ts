import type { Absent } from './measure/roll-call.ts';
import type { Comparison } from './measure/compare.ts';
import type { Overhead } from './measure/overhead.ts';
import type { Machine } from './machine.ts';
import type { Part } from './plan.ts';

/** Everything that a run measured, as `--json` writes it. */
export interface Results {
  readonly machine: Machine;
  readonly quick: boolean;
  /** Those who took part, and what they are. */
  readonly contestants: readonly { readonly name: string; readonly about: string }[];
  readonly absent: readonly Absent[];
  readonly comparisons: readonly (Comparison & { readonly part: Part })[];
  /** Milliseconds to the first answer, by contestant, for each round. */
  readonly startup?: Readonly<Record<string, readonly number[]>>;
  readonly overhead?: Overhead;
}
