/**
 * Where two values differ, in a few words; nothing if they are equal. Numbers may differ by `tolerance`
 * times the larger of 1 and their size; 0 compares bit by bit. Functions all count as equal.
 */
export function difference(a: unknown, b: unknown, tolerance = 0, path = ''): string | undefined {
  if (typeof a === 'function' && typeof b === 'function') return undefined;
  if (typeof a === 'number' && typeof b === 'number') {
    if (Object.is(a, b) || Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a), Math.abs(b))) {
      return undefined;
    }
    return at(path, String(a), String(b));
  }
  if (!isBranch(a) || !isBranch(b)) return Object.is(a, b) ? undefined : at(path, show(a), show(b));
  if (ArrayBuffer.isView(a) || Array.isArray(a)) {
    const [first, second] = [lengthOf(a), lengthOf(b)];
    if (first !== second) return at(path, `length ${String(first)}`, `length ${String(second)}`);
  }
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const found = difference(
      (a as Record<string, unknown>)[key],
      (b as Record<string, unknown>)[key],
      tolerance,
      path === '' ? key : `${path}.${key}`,
    );
    if (found !== undefined) return found;
  }
  return undefined;
}

function isBranch(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function lengthOf(value: object): unknown {
  return 'length' in value ? value.length : undefined;
}

function at(path: string, a: string, b: string): string {
  return `${path}${path === '' ? '' : ': '}${a} against ${b}`;
}

function show(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  const text = JSON.stringify(value) as string | undefined;
  return text === undefined ? String(value) : text.slice(0, 80);
}
