import type { EqualDims, EvaluateDim, IsDeferred } from './dims.ts';
import type { FormatDim, FormatShape } from './format.ts';

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

/* ----- narrowing, only computed where a comparison has failed ----- */

/** What makes two sizes equal by giving one symbol a value: the twin of `narrow`. */
type NarrowDim<Wanted, a> = Wanted extends `...${string}`
  ? a extends `...${string}`
    ? Record<a, readonly [Wanted]>
    : never
  : NarrowSize<Wanted, a>;

type NarrowSize<Wanted, a> =
  IsPlainSymbol<a> extends true
    ? Mentions<Wanted, a> extends true
      ? NarrowBack<Wanted, a>
      : Record<a & string, Wanted>
    : NarrowBack<Wanted, a>;

type NarrowBack<Wanted, a> =
  IsPlainSymbol<Wanted> extends true
    ? Mentions<a, Wanted> extends true
      ? never
      : Record<Wanted & string, a>
    : never;

type IsPlainSymbol<D> = D extends `...${string}` ? false : D extends string ? true : false;

type Mentions<D, Symbol> = D extends readonly [unknown, ...infer Parts]
  ? true extends { [I in keyof Parts]: Mentions<Parts[I], Symbol> }[number]
    ? true
    : false
  : D extends Symbol
    ? true
    : false;

/** What makes two lists of axes equal: the twin of `narrowAxes`. */
type NarrowAxes<A, B> = B extends readonly [infer S extends `...${string}`]
  ? Includes<A, S> extends true
    ? NarrowSpread<A, B>
    : Record<S, A>
  : NarrowSpread<A, B>;

type NarrowSpread<A, B> = A extends readonly [infer S extends `...${string}`]
  ? Includes<B, S> extends true
    ? NarrowPairs<A, B>
    : Record<S, B>
  : NarrowPairs<A, B>;

type Includes<List, D> = List extends readonly unknown[]
  ? D extends List[number]
    ? true
    : false
  : false;

type NarrowPairs<A, B> = A extends readonly [infer a, ...infer RestA]
  ? B extends readonly [infer b, ...infer RestB]
    ? Compatible<a, b> extends true
      ? NarrowPairs<RestA, RestB>
      : SameLength<RestA, RestB> extends true
        ? NarrowDim<a, b>
        : never
    : never
  : never;

type SameLength<
  A extends readonly unknown[],
  B extends readonly unknown[],
> = A['length'] extends B['length'] ? true : false;

type Compatible<a, b> =
  EqualDims<a, b> extends true ? true : IsDeferred<a> extends true ? true : IsDeferred<b>;

/** The axes that a spread of the shape must stand for: the twin of `openSpread`. */
type OpenSpread<P, A, E, Scope> =
  StripFront<P, A> extends readonly [infer P1, infer A1]
    ? StripBack<P1, A1> extends readonly [
        infer P2 extends readonly unknown[],
        readonly [infer S extends `...${string}`],
      ]
      ? Record<S, FreshAxes<P2, S, E, Scope>>
      : never
    : never;

type StripFront<P, A> = P extends readonly [infer p, ...infer RestP]
  ? A extends readonly [infer a, ...infer RestA]
    ? p extends `...${string}`
      ? readonly [P, A]
      : a extends `...${string}`
        ? readonly [P, A]
        : StripFront<RestP, RestA>
    : readonly [P, A]
  : readonly [P, A];

type StripBack<P, A> = P extends readonly [...infer RestP, infer p]
  ? A extends readonly [...infer RestA, infer a]
    ? p extends `...${string}`
      ? readonly [P, Readonly<A>]
      : a extends `...${string}`
        ? readonly [P, Readonly<A>]
        : StripBack<RestP, RestA>
    : readonly [P, Readonly<A>]
  : readonly [P, A];

type FreshAxes<
  P extends readonly unknown[],
  Spread extends string,
  E,
  Scope,
  Out extends readonly unknown[] = readonly [],
> = P extends readonly [infer Head, ...infer Tail]
  ? FreshAxes<
      Tail,
      Spread,
      E,
      Scope,
      readonly [...Out, Fresh<Head, Spread, E, Scope, Out['length'] & number>]
    >
  : Out;

type Fresh<D, Spread extends string, E, Scope, I extends number> = D extends `...${string}`
  ? Spread
  : D extends number
    ? D
    : D extends keyof E
      ? E[D]
      : D extends string
        ? D extends Scope
          ? Numbered<Spread, I>
          : D
        : Numbered<Spread, I>;

type Numbered<Spread extends string, I extends number> = Spread extends `...${infer Name}`
  ? `${Name}_${I}`
  : never;

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
