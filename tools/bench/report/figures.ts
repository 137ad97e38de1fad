/** No figure. */
export const NONE = '–';

/** Three significant digits, without an exponent. */
export function significant(value: number): string {
  if (!Number.isFinite(value)) return NONE;
  if (value === 0) return '0';
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(digits, 6));
}

/** Milliseconds, or seconds from ten of them on. */
export function duration(ms: number): string {
  if (!Number.isFinite(ms)) return NONE;
  return Math.abs(ms) < 10_000 ? `${significant(ms)} ms` : `${significant(ms / 1000)} s`;
}

/** How many times as fast. */
export function times(factor: number): string {
  return Number.isFinite(factor) ? `${significant(factor)}x` : NONE;
}
