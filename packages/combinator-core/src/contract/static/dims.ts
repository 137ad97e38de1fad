import type { Sum } from './affine.ts';
import type { Product, Quotient } from './product.ts';
import type { EffectiveKernel, Window } from './window.ts';

/** Why a size cannot exist, carried in its place until a message is made of it. */
export interface DimProblem<Text extends string> {
  readonly problem: Text;
}

/** The same for an axis of a shape. */
export interface AxisProblem<Axis extends number, Text extends string> {
  readonly axis: Axis;
  readonly problem: Text;
}

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

/** Whether one of several sizes is only known later. */
export type HasDeferred<Parts> = Parts extends readonly [infer Head, ...infer Tail]
  ? IsDeferred<Head> extends true
    ? true
    : HasDeferred<Tail>
  : false;
