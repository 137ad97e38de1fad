import type { EvaluateDim, IsDeferred } from './dims.ts';
import type { EqualDims } from './equal-dims.ts';
import type { FormatDim, FormatShape } from './format.ts';
import type { Compatible, NarrowAxes, NarrowDim, OpenSpread } from './narrow.ts';

/** Why a pattern does not meet a shape, and the narrowing of the shape's symbols under which it would; never for none. */
export interface Mismatch<Text extends string, Narrowing> {
  readonly mismatch: Text;
  readonly narrowing: Narrowing;
}

/**
 * An environment of bindings, or a {@link Mismatch}: the twin of `unify`.
 *
 * @typeParam In - The inputs of the composition, whose symbols a narrowing must not reuse for new axes.
 */
export type Unify<P, A, E, In> =
  UnifyFront<P, A, E> extends infer R
    ? R extends string
      ? RankMismatch<P, A, E, In>
      : R extends Mismatch<string, unknown>
        ? RankFits<P, A> extends true
          ? R
          : RankMismatch<P, A, E, In>
        : R
    : never;

type RankMismatch<P, A, E, In> = Mismatch<
  `rank: needs ${FormatRank<P>}, got ${FormatRank<A>}`,
  OpenSpread<P, A, E, Scope<In>>
>;

/** The symbols of the inputs of a composition. */
type Scope<In> = {
  [Port in keyof In]: In[Port] extends { readonly shape: readonly (infer D)[] } ? D : never;
}[keyof In];

/** Prefixes the text of a mismatch. */
type At<Where extends string, M> =
  M extends Mismatch<infer Text, infer Narrowing>
    ? Mismatch<`${Where}: ${Text}`, Narrowing>
    : never;

/** From the first axis up to the spread. `I` counts the axes. */
type UnifyFront<P, A, E, I extends readonly unknown[] = []> = P extends readonly [
  infer p,
  ...infer RestP,
]
  ? p extends `...${string}`
    ? UnifyBack<RestP, A, E, p>
    : A extends readonly [infer a, ...infer RestA]
      ? a extends `...${string}`
        ? 'rank'
        : UnifyDim<p, a, E> extends infer R
          ? R extends Mismatch<string, unknown>
            ? At<`axis ${I['length']}`, R>
            : UnifyFront<RestP, RestA, R, [...I, 0]>
          : never
      : 'rank'
  : A extends readonly []
    ? E
    : 'rank';

/** From the last axis back to the spread, which takes what is left. `I` counts the axes. */
type UnifyBack<
  P,
  A,
  E,
  Spread extends string,
  I extends readonly unknown[] = [0],
> = P extends readonly [...infer RestP, infer p]
  ? A extends readonly [...infer RestA, infer a]
    ? a extends `...${string}`
      ? 'rank'
      : UnifyDim<p, a, E> extends infer R
        ? R extends Mismatch<string, unknown>
          ? At<`axis -${I['length']}`, R>
          : UnifyBack<RestP, Readonly<RestA>, R, Spread, [...I, 0]>
        : never
    : 'rank'
  : Spread extends keyof E
    ? EqualAxes<E[Spread], A> extends true
      ? E
      : Mismatch<
          `axes '${Spread}': needs ${FormatShape<E[Spread]>}, got ${FormatShape<A>}`,
          NarrowAxes<E[Spread], A>
        >
    : E & Record<Spread, A>;

type UnifyDim<p, a, E> = p extends string
  ? p extends keyof E
    ? CompareDims<p, E[p], a, E>
    : E & Record<p, a>
  : p extends number
    ? CompareDims<p, p, a, E>
    : p extends null
      ? E
      : CompareDims<p, EvaluateDim<p, E>, a, E>;

type CompareDims<p, Wanted, a, E> =
  EqualDims<Wanted, a> extends true
    ? E
    : IsDeferred<Wanted> extends true
      ? E
      : IsDeferred<a> extends true
        ? E
        : p extends number
          ? Mismatch<`needs ${FormatDim<Wanted>}, got ${FormatDim<a>}`, NarrowDim<Wanted, a>>
          : Mismatch<
              `needs ${FormatDim<Wanted>} (${FormatDim<p>}), got ${FormatDim<a>}`,
              NarrowDim<Wanted, a>
            >;

type EqualAxes<A, B> = A extends readonly [infer a, ...infer RestA]
  ? B extends readonly [infer b, ...infer RestB]
    ? Compatible<a, b> extends true
      ? EqualAxes<RestA, RestB>
      : false
    : false
  : B extends readonly []
    ? true
    : false;

/* ----- the rank, which is told before any axis ----- */

type RankFits<P, A> = P extends readonly [infer p, ...infer RestP]
  ? p extends `...${string}`
    ? BackFits<RestP, A>
    : A extends readonly [infer a, ...infer RestA]
      ? a extends `...${string}`
        ? false
        : RankFits<RestP, RestA>
      : false
  : A extends readonly []
    ? true
    : false;

type BackFits<P, A> = P extends readonly [...infer RestP, unknown]
  ? A extends readonly [...infer RestA, infer a]
    ? a extends `...${string}`
      ? false
      : BackFits<RestP, RestA>
    : false
  : true;

type FormatRank<S, Count extends readonly unknown[] = [], Open = false> = S extends readonly [
  infer Head,
  ...infer Tail,
]
  ? Head extends `...${string}`
    ? FormatRank<Tail, Count, true>
    : FormatRank<Tail, [...Count, 0], Open>
  : Open extends true
    ? `at least ${Count['length'] & number}`
    : `${Count['length'] & number}`;
