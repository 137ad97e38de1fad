import type { Add } from './arithmetic.ts';
import type { IsDeferred } from './dims.ts';
import type { EqualDims } from './equal-dims.ts';

/* What the symbols of a composition would have to be; only computed where a comparison has failed. */

/** What makes two sizes equal by giving one symbol a value: the twin of `narrow`. */
export type NarrowDim<Wanted, a> = Wanted extends `...${string}`
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
export type NarrowAxes<A, B> = B extends readonly [infer S extends `...${string}`]
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

/** Equal as far as known. */
export type Compatible<a, b> =
  EqualDims<a, b> extends true ? true : IsDeferred<a> extends true ? true : IsDeferred<b>;

/** The axes that a spread of the shape must stand for: the twin of `openSpread`. */
export type OpenSpread<P, A, E, Scope> =
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
  Pattern = P[number],
> = P extends readonly [infer Head, ...infer Tail]
  ? FreshAxes<
      Tail,
      Spread,
      E,
      Scope,
      readonly [
        ...Out,
        Fresh<Head, Spread, E, Scope, Scope | Pattern | Out[number], Out['length'] & number>,
      ],
      Pattern
    >
  : Out;

type Fresh<D, Spread extends string, E, Scope, Taken, I extends number> = D extends `...${string}`
  ? Spread
  : D extends number
    ? D
    : D extends keyof E
      ? E[D]
      : D extends string
        ? D extends Scope
          ? Numbered<Spread, I, Taken>
          : D
        : Numbered<Spread, I, Taken>;

type Numbered<Spread extends string, I extends number, Taken> = Spread extends `...${infer Name}`
  ? `${Name}_${I}` extends Taken
    ? Numbered<Spread, Add<I, 1>, Taken>
    : `${Name}_${I}`
  : never;
