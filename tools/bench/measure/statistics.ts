/** The middle of some measurements, and the range of their middle half. */
export interface Summary {
  readonly median: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * The value below which a share of the values lies, interpolated linearly between neighbours (Hyndman
 * and Fan 1996, type 7, as NumPy does).
 *
 * @param share - From 0 to 1.
 * @returns NaN for no values.
 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)] ?? NaN;
  const above = sorted[Math.ceil(position)] ?? NaN;
  return below + (above - below) * (position - Math.floor(position));
}

/** Median and quartiles. */
export function summarize(values: readonly number[]): Summary {
  return {
    median: quantile(values, 0.5),
    lower: quantile(values, 0.25),
    upper: quantile(values, 0.75),
  };
}

/**
 * How many times longer one took than the other: the median of the ratios of each round. What slows a
 * whole round down (another program, a warm processor) cancels out, which it does not in a ratio of
 * medians.
 *
 * @returns NaN where they share no round.
 */
export function pairedRatio(times: readonly number[], reference: readonly number[]): number {
  const rounds = Math.min(times.length, reference.length);
  return quantile(
    Array.from({ length: rounds }, (_, round) => (times[round] ?? NaN) / (reference[round] ?? NaN)),
    0.5,
  );
}
