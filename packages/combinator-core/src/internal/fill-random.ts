import { counterOf, threefry, type Words } from './threefry.ts';

/** Fills `values` uniformly from [low, high), with 24 random bits each. */
export function fillUniform(
  values: Float32Array,
  key: Words,
  firstBlock: number,
  low: number,
  high: number,
): void {
  const last = largestBelow(high, low);
  const scale = (high - low) / 2 ** 24;
  forEachWord(values.length, key, firstBlock, (i, word) => {
    const value = Math.fround(low + (word >>> 8) * scale);
    // Rounding to 32 bits may land on `high`, which is outside.
    values[i] = value > last ? last : value;
  });
}

/**
 * Fills `values` with normal numbers, two from each block (Box and Muller, "A note on the generation
 * of random normal deviates", 1958, https://doi.org/10.1214/aoms/1177706645).
 */
export function fillNormal(
  values: Float32Array,
  key: Words,
  firstBlock: number,
  mean: number,
  standardDeviation: number,
): void {
  let radius = 0;
  forEachWord(values.length + (values.length % 2), key, firstBlock, (i, word) => {
    if (i % 2 === 0) {
      // From (0, 1], as the logarithm of 0 is infinite.
      radius = standardDeviation * Math.sqrt(-2 * Math.log((word + 1) / 2 ** 32));
      return;
    }
    const angle = (2 * Math.PI * word) / 2 ** 32;
    values[i - 1] = mean + radius * Math.cos(angle);
    if (i < values.length) values[i] = mean + radius * Math.sin(angle);
  });
}

/** In chunks, so that a large tensor needs no second buffer of its size. */
const CHUNK = 4096;

function forEachWord(
  count: number,
  key: Words,
  firstBlock: number,
  use: (index: number, word: number) => void,
): void {
  const words = new Uint32Array(Math.min(CHUNK, count + (count % 2)));
  for (let start = 0; start < count; start += CHUNK) {
    threefry(key, counterOf(firstBlock + start / 2), words);
    const end = Math.min(CHUNK, count - start);
    for (let i = 0; i < end; i++) use(start + i, words[i] ?? 0);
  }
}

/** The largest float32 below `high`, or `low` where nothing lies between. */
function largestBelow(high: number, low: number): number {
  const single = new Float32Array([high]);
  const nearest = single[0] ?? 0;
  if (nearest < high) return nearest;
  if (nearest === 0) return Math.max(-1.401298464324817e-45, low);
  const bits = new Int32Array(single.buffer);
  bits[0] = (bits[0] ?? 0) + (nearest > 0 ? -1 : 1);
  return Math.max(single[0] ?? 0, low);
}
