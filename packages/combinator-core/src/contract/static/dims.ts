import type { Add, Divide, Multiply, Negate, Subtract } from './arithmetic.ts';

/** Why a size cannot exist, carried in its place until a message is made of it. */
export interface DimProblem<Text extends string> {
  readonly problem: Text;
}

/** The same for an axis of a shape. */
export interface AxisProblem<Axis extends number, Text extends string> {
  readonly axis: Axis;
  readonly problem: Text;
}

/** What symbols stand for. */
export type Env = Record<string, unknown>;

/** Whether a size is only known at build time or at the call. */
export type IsDeferred<D> = D extends number
  ? number extends D
    ? true
    : false
  : D extends null
    ? true
    : false;

/** The size in normal form, with bound symbols replaced: the twin of `evaluateDim`. */
export type EvaluateDim<D, E> = D extends string
  ? D extends keyof E
    ? E[D]
    : D
  : D extends number | null
    ? D
    : D extends readonly [
          'window',
          infer X,
          infer K extends number,
          infer S extends number,
          infer P,
          ...infer Dilation,
        ]
      ? Window<EvaluateDim<X, E>, EffectiveKernel<K, Dilation>, S, P>
      : D extends readonly ['mul', ...infer Parts]
        ? Product<EvaluateAxes<Parts, E>>
        : D extends readonly ['add', ...infer Parts]
          ? Sum<EvaluateAxes<Parts, E>>
          : D extends readonly ['div', infer X, infer By extends number]
            ? Quotient<EvaluateDim<X, E>, By>
            : D;

/**
 * Sizes in order, spreads replaced by what they matched: the twin of `evaluateShape`. An
 * {@link AxisProblem} in their place where one cannot exist.
 */
export type EvaluateAxes<S, E, Out extends readonly unknown[] = readonly []> = S extends readonly [
  infer Head,
  ...infer Tail,
]
  ? Head extends string
    ? Head extends keyof E
      ? Head extends `...${string}`
        ? EvaluateAxes<
            Tail,
            E,
            readonly [...Out, ...(E[Head] extends readonly unknown[] ? E[Head] : [])]
          >
        : EvaluateAxes<Tail, E, readonly [...Out, E[Head]]>
      : EvaluateAxes<Tail, E, readonly [...Out, Head]>
    : Head extends number | null
      ? EvaluateAxes<Tail, E, readonly [...Out, Head]>
      : EvaluateDim<Head, E> extends infer Value
        ? Value extends DimProblem<infer Text>
          ? AxisProblem<Out['length'] & number, Text>
          : EvaluateAxes<Tail, E, readonly [...Out, Value]>
        : never
  : S extends readonly []
    ? Out
    : readonly [...Out, ...(S extends readonly unknown[] ? S : [])];

type EffectiveKernel<
  K extends number,
  Dilation extends readonly unknown[],
> = Dilation extends readonly [infer D extends number]
  ? D extends 1
    ? K
    : number extends D | K
      ? number
      : Add<Multiply<Subtract<K, 1>, D>, 1>
  : K;

type Window<X, K extends number, S extends number, P> =
  X extends DimProblem<string>
    ? X
    : IsDeferred<X> extends true
      ? number
      : P extends 'same'
        ? WindowSame<X, S>
        : number extends K | S
          ? number
          : X extends number
            ? WindowValid<X, K, S>
            : S extends 1
              ? Sum<[X, Negate<Subtract<K, 1>>]>
              : readonly ['window', X, K, S, 'valid'];

type WindowSame<X, S extends number> = S extends 1
  ? X
  : number extends S
    ? number
    : X extends number
      ? Divide<X, S> extends [infer Q extends number, infer R]
        ? R extends 0
          ? Q
          : Add<Q, 1>
        : never
      : readonly ['window', X, 1, S, 'same'];

type WindowValid<X extends number, K extends number, S extends number> = K extends 1
  ? S extends 1
    ? X
    : WindowPositions<X, K, S>
  : WindowPositions<X, K, S>;

type WindowPositions<X extends number, K extends number, S extends number> = [
  Subtract<X, K>,
] extends [never]
  ? DimProblem<`window ${K} is larger than ${X}`>
  : K extends S
    ? Divide<X, S>[0]
    : S extends 1
      ? Add<Subtract<X, K>, 1>
      : Add<Divide<Subtract<X, K>, S>[0], 1>;

/* ----- sums: constant + coefficient * atom ----- */

interface Affine {
  readonly constant: number;
  readonly terms: readonly (readonly [coefficient: number, atom: unknown])[];
}

type Sum<Parts> = Parts extends { readonly problem: infer Text extends string }
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

/* ----- products ----- */

type Product<Parts> = Parts extends { readonly problem: infer Text extends string }
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

type Quotient<X, By extends number> =
  X extends DimProblem<string>
    ? X
    : IsDeferred<X> extends true
      ? number
      : number extends By
        ? number
        : X extends number
          ? Divide<X, By> extends [infer Q, infer R]
            ? R extends 0
              ? Q
              : DimProblem<`${X} is not divisible by ${By}`>
            : never
          : By extends 1
            ? X
            : X extends readonly ['mul', By, ...infer Factors]
              ? AsProduct<Factors>
              : readonly ['div', X, By];

/* ----- equality ----- */

/** Whether two sizes in normal form are the same for all values of their symbols: the twin of `equalDims`. */
export type EqualDims<A, B> = [A] extends [B]
  ? [B] extends [A]
    ? true
    : false
  : A extends readonly [infer Op extends 'add' | 'mul', ...infer PartsA]
    ? B extends readonly [Op, ...infer PartsB]
      ? SameMembers<PartsA, PartsB>
      : false
    : false;

type SameMembers<A extends readonly unknown[], B extends readonly unknown[]> = A extends readonly [
  infer Head,
  ...infer Tail,
]
  ? Without<B, Head> extends infer Rest extends readonly unknown[]
    ? SameMembers<Tail, Rest>
    : false
  : B extends readonly []
    ? true
    : false;

type Without<
  List extends readonly unknown[],
  Member,
  Before extends readonly unknown[] = [],
> = List extends readonly [infer Head, ...infer Tail]
  ? EqualDims<Head, Member> extends true
    ? [...Before, ...Tail]
    : Without<Tail, Member, [...Before, Head]>
  : 'absent';

type HasDeferred<Parts> = Parts extends readonly [infer Head, ...infer Tail]
  ? IsDeferred<Head> extends true
    ? true
    : HasDeferred<Tail>
  : false;
