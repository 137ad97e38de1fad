import type { FactorsOf, FromAffine, FromTerm, ToAffine, ToTerm } from './affine.ts';
import type { CommonDivisor, DivideExactly, Multiply } from './arithmetic.ts';
import type { DimProblem, HasDeferred, IsDeferred } from './dims.ts';

/** The product of sizes: the twin of `multiplyDims`. */
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

type ScaleDim<D, By extends number> = By extends 1
  ? D
  : By extends 0
    ? 0
    : ToAffine<D> extends { constant: infer C extends number; terms: infer T }
      ? FromAffine<{ constant: Multiply<C, By>; terms: ScaleTerms<T, By> }>
      : never;

type ScaleTerms<T, By extends number> = T extends readonly [
  readonly [infer C extends number, infer Atom],
  ...infer Tail,
]
  ? [[Multiply<C, By>, Atom], ...ScaleTerms<Tail, By>]
  : [];

/** A factor, with what all terms of a sum have in common in front. */
type CoefficientAndAtom<D> = D extends readonly ['add', ...unknown[]]
  ? ToAffine<D> extends { constant: infer C extends number; terms: infer T }
    ? Content<T, C> extends infer G extends number
      ? G extends 1
        ? [1, D]
        : [G, DivideForm<C, T, G>]
      : never
    : never
  : ToTerm<D>;

/** The greatest common divisor of all coefficients. */
type Content<T, G extends number> = G extends 1
  ? 1
  : T extends readonly [readonly [infer C extends number, unknown], ...infer Tail]
    ? Content<Tail, CommonDivisor<C, Absolute<G>>>
    : G;

type Absolute<G extends number> = CommonDivisor<G, 0>;

type DivideForm<C extends number, T, By extends number> = FromAffine<{
  constant: DivideExactly<C, By>;
  terms: DivideTerms<T, By>;
}>;

type DivideTerms<T, By extends number> = T extends readonly [
  readonly [infer C extends number, infer Atom],
  ...infer Tail,
]
  ? [[DivideExactly<C, By>, Atom], ...DivideTerms<Tail, By>]
  : [];

/** The exact quotient: the twin of `divideDim`. */
export type Quotient<X, By extends number> =
  X extends DimProblem<string>
    ? X
    : IsDeferred<X> extends true
      ? number
      : number extends By
        ? number
        : By extends 1
          ? X
          : X extends number
            ? [DivideExactly<X, By>] extends [never]
              ? DimProblem<`${X} is not divisible by ${By}`>
              : DivideExactly<X, By>
            : ToAffine<X> extends { constant: infer C extends number; terms: infer T }
              ? Content<T, C> extends infer G extends number
                ? [DivideExactly<G, By>] extends [never]
                  ? readonly ['div', X, By]
                  : DivideForm<C, T, By>
                : never
              : never;
