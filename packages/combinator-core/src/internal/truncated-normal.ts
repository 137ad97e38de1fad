import type { RandomSource } from '../random.ts';

/** Standard deviation of a standard normal distribution cut off at -2 and 2. */
const CUT_DEVIATION = 0.87962566103423978;

/**
 * Fills `values` with normal numbers of mean 0, redrawn while they lie beyond two deviations, and
 * widened so that `standardDeviation` is what is left after the cut.
 */
export function fillTruncatedNormal(
  values: Float32Array,
  standardDeviation: number,
  random: RandomSource,
): void {
  const scale = standardDeviation / CUT_DEVIATION;
  for (let i = 0; i < values.length; i++) {
    let draw: number;
    do {
      const radius = Math.sqrt(-2 * Math.log(1 - random.next()));
      draw = radius * Math.cos(2 * Math.PI * random.next());
    } while (Math.abs(draw) > 2);
    values[i] = scale * draw;
  }
}
