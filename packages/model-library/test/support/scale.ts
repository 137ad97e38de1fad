/** Whether the long figures are to be reached: `npm run test:long -w @sora-particles/model-library`. */
export const LONG = process.env['SORA_LONG_TESTS'] === '1';

/** A count for every run of the tests, and the one for long runs. */
export function scaled(normal: number, long: number): number {
  return LONG ? long : normal;
}

/** How many seconds a test may take. */
export function seconds(normal: number, long: number): number {
  return 1000 * scaled(normal, long);
}

/** Seeded numbers in [0, 1) (mulberry32), so that a failing run can be repeated. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
