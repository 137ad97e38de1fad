import { isSpread, type Dim, type Shape } from './dim.ts';
import type { Bindings } from './evaluate.ts';

/*
 * What the symbols of a composition would have to be for a connection to fit. Only asked where a
 * comparison has failed.
 */

/** What makes two lists of axes equal: a lone spread becomes the other list, otherwise the first pair that differs counts. */
export function narrowAxes(wanted: Shape, got: Shape, different: number): Bindings | undefined {
  const [a = null] = wanted;
  const [b = null] = got;
  if (got.length === 1 && isSpread(b) && !wanted.includes(b)) return { [b]: wanted };
  if (wanted.length === 1 && isSpread(a) && !got.includes(a)) return { [a]: got };
  if (wanted.length !== got.length) return undefined;
  return narrow(wanted[different] ?? null, got[different] ?? null);
}

/** What makes two sizes equal by giving one symbol a value, if anything does. */
export function narrow(wanted: Dim, got: Dim): Bindings | undefined {
  if (isSpread(wanted) && isSpread(got)) return { [got]: [wanted] };
  if (typeof got === 'string' && !isSpread(got) && !mentions(wanted, got)) return { [got]: wanted };
  if (typeof wanted === 'string' && !isSpread(wanted) && !mentions(got, wanted))
    return { [wanted]: got };
  return undefined;
}

function mentions(dim: Dim, symbol: string): boolean {
  if (typeof dim !== 'object' || dim === null) return dim === symbol;
  return dim.slice(1).some((part) => mentions(part, symbol));
}

/**
 * The axes that a spread of the shape must stand for, so that the pattern finds all of its own: what is
 * left of the pattern once the axes before and after the spread have been paired off.
 */
export function openSpread(
  pattern: Shape,
  actual: Shape,
  bindings: Bindings,
  scope: ReadonlySet<Dim>,
): Bindings | undefined {
  let needed = pattern;
  let got = actual;
  const isPair = (a: Dim | undefined, b: Dim | undefined): boolean =>
    a !== undefined && b !== undefined && !isSpread(a) && !isSpread(b);
  while (isPair(needed[0], got[0])) [needed, got] = [needed.slice(1), got.slice(1)];
  while (isPair(needed.at(-1), got.at(-1))) [needed, got] = [needed.slice(0, -1), got.slice(0, -1)];
  const [symbol, ...others] = got;
  if (symbol === undefined || others.length > 0 || !isSpread(symbol)) return undefined;
  const taken = new Set([...scope, ...needed]);
  const fresh = (from: number): string => {
    const name = `${symbol.slice(3)}_${String(from)}`;
    if (taken.has(name)) return fresh(from + 1);
    taken.add(name);
    return name;
  };
  return {
    [symbol]: needed.map((dim, i): Dim => {
      if (isSpread(dim)) return symbol;
      if (typeof dim === 'number') return dim;
      if (typeof dim === 'string' && Object.hasOwn(bindings, dim)) return bindings[dim] as Dim;
      return typeof dim === 'string' && !scope.has(dim) ? dim : fresh(i);
    }),
  };
}
