import type { Clock } from './clock.ts';

/** How fast a run goes. */
export interface Pace {
  readonly examplesPerSecond: number;
  /** Seconds to the end, where it is known. */
  readonly eta: number | undefined;
}

/**
 * Starts measuring.
 *
 * @param total - How many batches there will be, where that is known.
 * @returns A function to call after each batch, with what has been done so far.
 */
export function startPace(
  clock: Clock,
  total: number | undefined,
): (batches: number, examples: number) => Pace {
  const start = clock();
  return (batches, examples) => {
    // A clock too coarse to see a batch must not give an infinite speed.
    const seconds = Math.max(clock() - start, 1e-3) / 1000;
    return {
      examplesPerSecond: examples / seconds,
      eta: total === undefined ? undefined : (seconds / batches) * Math.max(total - batches, 0),
    };
  };
}
