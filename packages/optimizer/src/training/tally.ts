import type { Json } from '@sora-particles/combinator-core';
import type { Measured, Metric, MetricResult } from '../api.ts';
import type { Figures } from './history.ts';

/** A metric and the name of its figure. */
export interface Judge {
  readonly key: string;
  readonly metric: Metric;
}

/** What the judges have gathered so far, in their order: plain JSON. */
export type Tally = readonly Json[];

/** The tally before the first batch. */
export function emptyTally(judges: readonly Judge[]): Tally {
  return judges.map(({ metric }) => metric.init());
}

/** The tally with one more batch. */
export function addToTally(
  judges: readonly Judge[],
  tally: Tally,
  measured: readonly Measured[],
): Tally {
  return judges.map(({ metric }, i) => metric.update(tally[i] ?? null, measured[i] ?? {}));
}

/** What the tally comes to, by name. */
export function results(
  judges: readonly Judge[],
  tally: Tally,
): Readonly<Record<string, MetricResult>> {
  return Object.fromEntries(
    judges.map(({ key, metric }, i) => [key, metric.result(tally[i] ?? null)]),
  );
}

/** The results that are numbers. Tables are left out, and so is what cannot be told (AUC of one class). */
export function figuresOf(judges: readonly Judge[], tally: Tally): Figures {
  const numbers: Record<string, number> = {};
  for (const [key, result] of Object.entries(results(judges, tally))) {
    if (typeof result === 'number' && Number.isFinite(result)) numbers[key] = result;
  }
  return numbers;
}
