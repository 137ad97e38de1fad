import type { ErrorCode } from '../errors.ts';
import { isSpread, type Dim, type Shape } from './dim.ts';
import { equalDims } from './equal-dims.ts';
import { evaluateDim, type Bindings } from './evaluate.ts';
import { formatDim, formatShape } from './format.ts';
import { narrow, narrowAxes, openSpread } from './narrow.ts';

/** A pattern met a shape: what its symbols stand for, and which axes wait for the call. */
export interface Unified {
  readonly ok: true;
  readonly bindings: Bindings;
  /** The axes that could not be compared because a size is not known yet, e.g. `axis 1`. */
  readonly unverified: readonly string[];
}

/** A pattern did not meet a shape. */
export interface Mismatch {
  readonly ok: false;
  readonly code: ErrorCode;
  /** One phrase, e.g. `axis 1: needs 5400, got 5408`. */
  readonly problem: string;
  /** What the symbols of the shape would have to be for the comparison to get further. */
  readonly narrowing?: Bindings;
}

/**
 * Matches the shape that a consumer needs against the one that a producer has. The symbols of the
 * pattern are bound to sizes of the shape; a symbol that is bound already (by an earlier axis or port)
 * must stand for the same size again.
 *
 * The symbols of the shape belong to the composition around, and are not bound here. Where one of them
 * is too general (28 is needed of a `height` that may be anything), the mismatch carries the
 * `narrowing` under which it would fit, and the composition decides.
 *
 * Axes are compared in order up to a spread, then from the last one back to it; these are numbered
 * from the end (-1 is the last). The rank comes first.
 *
 * @param pattern - What is needed.
 * @param actual - What is there, in normal form.
 * @param bindings - What is bound already.
 * @param scope - The symbols that the composition uses, which a narrowing must not reuse for new axes.
 */
export function unify(
  pattern: Shape,
  actual: Shape,
  bindings: Bindings = {},
  scope: ReadonlySet<Dim> = new Set(actual),
): Unified | Mismatch {
  const plan = align(pattern, actual);
  if (plan === undefined) return rankMismatch(pattern, actual, bindings, scope);
  const unverified: string[] = [];
  let bound = bindings;
  for (const { axis, needed, got } of plan.axes) {
    const met = unifyDim(needed, got, bound);
    if (!met.ok) {
      const { problem, narrowing } = met;
      return {
        ok: false,
        code: 'axis-mismatch',
        problem: `axis ${axis}: ${problem}`,
        ...(narrowing && { narrowing }),
      };
    }
    if (!met.verified) unverified.push(`axis ${axis}`);
    bound = met.bindings;
  }
  if (plan.spread === undefined) return { ok: true, bindings: bound, unverified };
  const { symbol, sizes } = plan.spread;
  const before = Object.hasOwn(bound, symbol) ? (bound[symbol] as Shape) : undefined;
  if (before === undefined) {
    return { ok: true, bindings: { ...bound, [symbol]: sizes }, unverified };
  }
  const different = before.findIndex((dim, i) => !compatible(dim, sizes[i] ?? null));
  if (different === -1 && before.length === sizes.length) {
    const open = before.some((dim, i) => dim === null || sizes[i] === null);
    return {
      ok: true,
      bindings: bound,
      unverified: open ? [...unverified, `axes '${symbol}'`] : unverified,
    };
  }
  const narrowing = narrowAxes(before, sizes, different);
  return {
    ok: false,
    code: 'axis-mismatch',
    problem: `axes '${symbol}': needs ${formatShape(before)}, got ${formatShape(sizes)}`,
    ...(narrowing && { narrowing }),
  };
}

function compatible(a: Dim, b: Dim): boolean {
  return a === null || b === null || equalDims(a, b);
}

interface Alignment {
  readonly axes: readonly { readonly axis: string; readonly needed: Dim; readonly got: Dim }[];
  readonly spread?: { readonly symbol: string; readonly sizes: Shape };
}

function align(pattern: Shape, actual: Shape): Alignment | undefined {
  const spreadAt = pattern.findIndex(isSpread);
  const openAt = actual.findIndex(isSpread);
  if (spreadAt === -1) {
    if (openAt !== -1 || pattern.length !== actual.length) return undefined;
    return {
      axes: pattern.map((needed, i) => ({ axis: String(i), needed, got: actual[i] ?? null })),
    };
  }
  const after = pattern.length - spreadAt - 1;
  const fits =
    openAt === -1
      ? actual.length >= pattern.length - 1
      : openAt >= spreadAt && actual.length - openAt - 1 >= after;
  if (!fits) return undefined;
  const front = pattern
    .slice(0, spreadAt)
    .map((needed, i) => ({ axis: String(i), needed, got: actual[i] ?? null }));
  const back = pattern
    .slice(spreadAt + 1)
    .map((needed, i) => ({
      axis: String(i - after),
      needed,
      got: actual[actual.length - after + i] ?? null,
    }))
    .reverse();
  return {
    axes: [...front, ...back],
    spread: {
      symbol: pattern[spreadAt] as string,
      sizes: actual.slice(spreadAt, actual.length - after),
    },
  };
}

function rankMismatch(
  pattern: Shape,
  actual: Shape,
  bindings: Bindings,
  scope: ReadonlySet<Dim>,
): Mismatch {
  const narrowing = openSpread(pattern, actual, bindings, scope);
  return {
    ok: false,
    code: 'rank-mismatch',
    problem: `rank: needs ${formatRank(pattern)}, got ${formatRank(actual)}`,
    ...(narrowing && { narrowing }),
  };
}

function formatRank(shape: Shape): string {
  return shape.some(isSpread) ? `at least ${String(shape.length - 1)}` : String(shape.length);
}

type MetDim =
  | { readonly ok: true; readonly bindings: Bindings; readonly verified: boolean }
  | { readonly ok: false; readonly problem: string; readonly narrowing: Bindings | undefined };

function unifyDim(needed: Dim, got: Dim, bindings: Bindings): MetDim {
  if (needed === null) return { ok: true, bindings, verified: got === null };
  const isSymbol = typeof needed === 'string';
  if (isSymbol && !Object.hasOwn(bindings, needed)) {
    return { ok: true, bindings: { ...bindings, [needed]: got }, verified: true };
  }
  const wanted = evaluateDim(needed, bindings);
  if (wanted === null || got === null) return { ok: true, bindings, verified: false };
  if (equalDims(wanted, got)) return { ok: true, bindings, verified: true };
  const origin = typeof needed === 'number' ? '' : ` (${formatDim(needed)})`;
  return {
    ok: false,
    problem: `needs ${formatDim(wanted)}${origin}, got ${formatDim(got)}`,
    narrowing: narrow(wanted, got),
  };
}
