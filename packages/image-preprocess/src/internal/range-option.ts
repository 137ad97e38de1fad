import type { Range } from '@sora-particles/combinator-core/contract';

/** Passes `[lowest, highest]` with finite numbers, the lower one first. */
export function isRange(value: unknown): string | undefined {
  const fits =
    Array.isArray(value) &&
    value.length === 2 &&
    value.every((end) => Number.isFinite(end)) &&
    value[0] < value[1];
  return fits ? undefined : 'two numbers, the lower one first';
}

/** Passes `[lowest, highest]` with positive numbers, equal ones too. */
export function isPositiveInterval(value: unknown): string | undefined {
  const fits =
    Array.isArray(value) &&
    value.length === 2 &&
    value.every((end) => Number.isFinite(end) && end > 0) &&
    value[0] <= value[1];
  return fits ? undefined : 'two positive numbers, the lower one first';
}

/** The range of options that leave it out. */
export type UnitRange = readonly [0, 1];

/** The range stated, or [0, 1], of which type `R` then is. */
export function rangeOf<R extends Range>(range: R | undefined): R {
  return range ?? ([0, 1] as Range as R);
}
