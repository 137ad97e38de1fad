/** How far what a page gave is from what Node gave. */
export interface Comparison {
  /** The first place where they differ by more than is allowed. */
  readonly problem: string | undefined;
  /** The largest difference of two numbers, relative to the larger one above 1. */
  readonly largest: number;
  /** How many values were compared. */
  readonly count: number;
}

/** Compares two outcomes of a case, value by value. With a tolerance of 0 numbers must have the same bits. */
export function compare(expected: unknown, found: unknown, tolerance: number): Comparison {
  const [before, after] = [leavesOf(expected), leavesOf(found)];
  const paths = [...new Set([...before.keys(), ...after.keys()])];
  let problem: string | undefined;
  let largest = 0;
  for (const path of paths) {
    const [a, b] = [before.get(path), after.get(path)];
    const difference = distance(a, b);
    largest = Math.max(largest, difference);
    if (difference > tolerance) {
      problem ??= `${path}: ${show(a)} in Node, ${show(b)} in the browser`;
    }
  }
  if (paths.length === 0) problem = 'there is nothing to compare';
  return { problem, largest, count: paths.length };
}

function distance(a: unknown, b: unknown): number {
  if (Object.is(a, b)) return 0;
  if (typeof a !== 'number' || typeof b !== 'number') return Infinity;
  const apart = Math.abs(a - b) / Math.max(1, Math.abs(a), Math.abs(b));
  // 0 and -0 are 0 apart, but have not the same bits.
  return Number.isNaN(apart) ? Infinity : Math.max(apart, Number.MIN_VALUE);
}

/** The values inside of objects and lists, by path. Empty ones count as values. */
function leavesOf(value: unknown, path = 'result'): ReadonlyMap<string, unknown> {
  if (typeof value !== 'object' || value === null) return new Map([[path, value]]);
  const inner = Object.entries(value);
  if (inner.length === 0) return new Map([[path, Array.isArray(value) ? '[]' : '{}']]);
  return new Map(inner.flatMap(([key, each]) => [...leavesOf(each, `${path}.${key}`)]));
}

function show(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
