/** Float32 numbers that are easily got wrong. */
export const special: readonly number[] = [
  Number.NaN,
  Infinity,
  -Infinity,
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  1.5,
  -1.5,
  2,
  -2,
  2.5,
  -2.5,
  3,
  6,
  7,
  1e-45,
  -1e-45,
  1e-40,
  -1e-40,
  1.17549435e-38,
  -1.17549435e-38,
  3.4028235e38,
  -3.4028235e38,
  1e-8,
  -1e-8,
  88.72,
  88.73,
  -87.3,
  -87.4,
  -103.9,
  -104,
  16777216,
  -16777217,
  2147483648,
  -2147483648,
  3e9,
  -3e9,
  1e15,
  1e20,
  0.99999994,
  1.0000001,
  0.625,
  0.41421357,
  0.7071067,
  0.70710677,
  // of all float32 the nearest to a multiple of pi / 2 (Muller and others, Elementary Functions)
  16367173 * 2 ** 72,
].map(Math.fround);

/** Numbers in [0, 1) from a linear congruential generator, the same for the same seed. */
function uniform(seed: number): () => number {
  let state = (seed * 2654435761 + 12345) >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) / 2 ** 24;
  };
}

/** Float32 numbers: of ordinary size, of every size, and special ones. */
export function mixedFloats(count: number, seed: number): Float32Array<ArrayBuffer> {
  const next = uniform(seed);
  return Float32Array.from({ length: count }, () => {
    const kind = next();
    if (kind < 0.2) return special[Math.floor(next() * special.length)] ?? 0;
    if (kind < 0.6) return (next() - 0.5) * 8;
    return (next() < 0.5 ? -1 : 1) * 2 ** (next() * 280 - 150);
  });
}

/** Float32 numbers in [-1, 1). */
export function plainFloats(count: number, seed: number): Float32Array<ArrayBuffer> {
  const next = uniform(seed);
  return Float32Array.from({ length: count }, () => next() * 2 - 1);
}

/** Int32 numbers, small and of every size. */
export function mixedInts(count: number, seed: number): Int32Array<ArrayBuffer> {
  const next = uniform(seed);
  const edges = [0, 0, 1, -1, 2147483647, -2147483648];
  return Int32Array.from({ length: count }, () => {
    const kind = next();
    if (kind < 0.3) return edges[Math.floor(next() * edges.length)] ?? 0;
    return Math.floor((next() - 0.5) * (kind < 0.7 ? 20 : 2 ** 32));
  });
}

/** Bytes 0 and 1, now and then another one, which is true, too. */
export function mixedBits(count: number, seed: number): Uint8Array<ArrayBuffer> {
  const next = uniform(seed);
  return Uint8Array.from({ length: count }, () => (next() < 0.5 ? 0 : next() < 0.9 ? 1 : 254));
}

/**
 * How far a float32 lies from a value in double precision: relative to the value, less the smallest
 * denormal; infinite where one is NaN or infinite and the other is not.
 */
function distance(got: number, wanted: number): number {
  if (Object.is(got, wanted) || got === wanted) return 0;
  if (got === Math.fround(wanted)) return Math.abs(wanted) < 1.2e-38 ? 0 : 6e-8;
  if (!Number.isFinite(got) || Number.isNaN(wanted)) return Infinity;
  return Math.max(0, Math.abs(got - wanted) - 1.5e-45) / Math.abs(wanted);
}

/** Expects values within a relative tolerance of their references. */
export function expectNear(
  got: ArrayLike<number>,
  wanted: ArrayLike<number>,
  tolerance: number,
): void {
  expect(got).toHaveLength(wanted.length);
  const far = Array.from(got, (value, at) => ({ at, value, wanted: wanted[at] ?? Number.NaN }))
    .map((each) => ({ ...each, distance: distance(each.value, each.wanted) }))
    .filter(({ distance }) => distance > tolerance);
  expect(far.slice(0, 5)).toEqual([]);
}
