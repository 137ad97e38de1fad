import type { Add } from './arithmetic.ts';
import type { DimProblem, HasDeferred } from './dims.ts';
import type { EqualDims } from './equal-dims.ts';

/** A size as constant + coefficient * atom: the twin of `AffineForm`. */
interface Affine {
  readonly constant: number;
  readonly terms: readonly (readonly [coefficient: number, atom: unknown])[];
}

/** The sum of sizes. */
export type Sum<Parts> = Parts extends { readonly problem: infer Text extends string }
  ? DimProblem<Text>
  : HasDeferred<Parts> extends true
    ? number
    : SumForms<Parts, { constant: 0; terms: [] }> extends infer Total
      ? Total extends number
        ? CheckPositive<Total, Parts>
        : Total
      : never;

/** Refuses what is left of nothing, where a part is negative. */
type CheckPositive<Total extends number, Parts> = Parts extends readonly unknown[]
  ? `${Extract<Parts[number], number>}` extends infer Text
    ? [Extract<Text, `-${string}`>] extends [never]
      ? Total
      : `${Total}` extends '0' | `-${string}`
        ? DimProblem<`size ${Total} is not positive`>
        : Total
    : never
  : never;

type SumForms<Parts, Total extends Affine> = Parts extends readonly [infer Head, ...infer Tail]
  ? SumForms<Tail, AddForms<Total, ToAffine<Head>>>
  : FromAffine<Total>;

/** The affine form of a size: the twin of `toAffine`. */
export type ToAffine<D> = D extends number
  ? { constant: D; terms: [] }
  : D extends readonly ['add', ...infer Parts]
    ? AffineOfParts<Parts>
    : { constant: 0; terms: [ToTerm<D>] };

type AffineOfParts<
  Parts,
  C extends number = 0,
  T extends readonly unknown[] = [],
> = Parts extends readonly [infer Head, ...infer Tail]
  ? Head extends number
    ? AffineOfParts<Tail, Head, T>
    : AffineOfParts<Tail, C, [...T, ToTerm<Head>]>
  : { constant: C; terms: T };

/** A size that is no sum as a multiple: the twin of `toTerm`. */
export type ToTerm<D> = D extends readonly ['mul', infer C extends number, ...infer Factors]
  ? [C, AsProduct<Factors>]
  : [1, D];

/** The product of factors; a single one is itself, but for a spread, which stands for all its axes. */
type AsProduct<Factors extends readonly unknown[]> = Factors extends readonly [infer Only]
  ? Only extends `...${string}`
    ? readonly ['mul', Only]
    : Only
  : readonly ['mul', ...Factors];

type AddForms<A, B> = A extends {
  constant: infer CA extends number;
  terms: infer TA extends readonly unknown[];
}
  ? B extends { constant: infer CB extends number; terms: infer TB extends readonly unknown[] }
    ? { constant: Add<CA, CB>; terms: AddTerms<TA, TB> }
    : never
  : never;

type AddTerms<A extends readonly unknown[], B extends readonly unknown[]> = B extends readonly [
  infer Head,
  ...infer Tail,
]
  ? AddTerms<AddTerm<A, Head>, Tail>
  : A;

type AddTerm<
  Terms extends readonly unknown[],
  T,
  Before extends readonly unknown[] = [],
> = Terms extends readonly [infer Head, ...infer Tail]
  ? Head extends readonly [infer C extends number, infer Atom]
    ? T extends readonly [infer D extends number, infer Other]
      ? EqualDims<Atom, Other> extends true
        ? Add<C, D> extends infer Total
          ? Total extends 0
            ? [...Before, ...Tail]
            : [...Before, [Total, Atom], ...Tail]
          : never
        : AddTerm<Tail, T, [...Before, Head]>
      : never
    : never
  : [...Before, T];

/** The size that an affine form stands for: the twin of `fromAffine`. */
export type FromAffine<F> = F extends { constant: infer C extends number; terms: infer T }
  ? T extends readonly []
    ? C
    : C extends 0
      ? T extends readonly [infer Only]
        ? FromTerm<Only>
        : readonly ['add', ...FromTerms<T>]
      : readonly ['add', ...FromTerms<T>, C]
  : never;

type FromTerms<T> = T extends readonly [infer Head, ...infer Tail]
  ? [FromTerm<Head>, ...FromTerms<Tail>]
  : [];

/** The size that a multiple stands for. */
export type FromTerm<T> = T extends readonly [infer C, infer Atom]
  ? C extends 1
    ? Atom
    : readonly ['mul', C, ...FactorsOf<Atom>]
  : never;

/** The factors of an atom. */
export type FactorsOf<Atom> = Atom extends readonly ['mul', ...infer Factors] ? Factors : [Atom];
