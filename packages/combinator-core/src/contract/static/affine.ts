import type { Add, Multiply, Negate } from './arithmetic.ts';
import type { DimProblem, HasDeferred } from './dims.ts';
import type { EqualDims } from './equal-dims.ts';

/* Sums as constant + coefficient * atom, the twin of the affine normal form; and products of them. */

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

type CheckPositive<Total extends number, Parts> = Parts extends readonly number[]
  ? `${Parts[number]}` extends infer Text
    ? [Extract<Text, `-${string}`>] extends [never]
      ? Total
      : `${Total}` extends '0' | `-${string}`
        ? DimProblem<`size ${Total} is not positive`>
        : Total
    : never
  : Total;

type SumForms<Parts, Total extends Affine> = Parts extends readonly [infer Head, ...infer Tail]
  ? SumForms<Tail, AddForms<Total, ToAffine<Head>>>
  : FromAffine<Total>;

type ToAffine<D> = D extends number
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

type ToTerm<D> = D extends readonly ['mul', infer C extends number, ...infer Factors]
  ? [C, AsProduct<Factors>]
  : [1, D];

/** The product of factors; a single one is itself, but for a spread, which stands for all its axes. */
export type AsProduct<Factors extends readonly unknown[]> = Factors extends readonly [infer Only]
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

type FromAffine<F> = F extends { constant: infer C extends number; terms: infer T }
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

type FromTerm<T> = T extends readonly [infer C, infer Atom]
  ? C extends 1
    ? Atom
    : readonly ['mul', C, ...FactorsOf<Atom>]
  : never;

type FactorsOf<Atom> = Atom extends readonly ['mul', ...infer Factors] ? Factors : [Atom];

/** The product of sizes. */
export type Product<Parts> = Parts extends { readonly problem: infer Text extends string }
  ? DimProblem<Text>
  : HasDeferred<Parts> extends true
    ? number
    : Factors<Parts, 1>;

type Factors<Parts, Total> = Parts extends readonly [infer Head, ...infer Tail]
  ? Factors<Tail, MultiplyDims<Total, Head extends `...${string}` ? readonly ['mul', Head] : Head>>
  : Total;

type MultiplyDims<A, B> = A extends number
  ? B extends number
    ? Multiply<A, B>
    : ScaleDim<B, A>
  : B extends number
    ? ScaleDim<A, B>
    : CoefficientAndAtom<A> extends [infer CA extends number, infer FA]
      ? CoefficientAndAtom<B> extends [infer CB extends number, infer FB]
        ? FromTerm<[Multiply<CA, CB>, readonly ['mul', ...FactorsOf<FA>, ...FactorsOf<FB>]]>
        : never
      : never;

type CoefficientAndAtom<D> = D extends readonly ['add', ...unknown[]] ? [1, D] : ToTerm<D>;

type ScaleDim<D, By extends number> = By extends 1
  ? D
  : By extends 0
    ? 0
    : ToAffine<D> extends { constant: infer C extends number; terms: infer T }
      ? FromAffine<{ constant: MultiplySigned<C, By>; terms: ScaleTerms<T, By> }>
      : never;

type MultiplySigned<
  C extends number,
  By extends number,
> = `${C}` extends `-${infer Size extends number}` ? Negate<Multiply<Size, By>> : Multiply<C, By>;

type ScaleTerms<T, By extends number> = T extends readonly [
  readonly [infer C extends number, infer Atom],
  ...infer Tail,
]
  ? [[Multiply<C, By>, Atom], ...ScaleTerms<Tail, By>]
  : [];
