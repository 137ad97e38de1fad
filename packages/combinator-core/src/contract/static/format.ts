import type { Negate } from './arithmetic.ts';
import type { IsDeferred } from './dims.ts';
import type { EffectiveKernel } from './window.ts';

/** A size as people write it: the twin of `formatDim`. */
export type FormatDim<D> =
  IsDeferred<D> extends true
    ? '?'
    : D extends string | number
      ? `${D}`
      : D extends readonly ['add', infer First, ...infer Rest]
        ? FormatSum<Rest, FormatDim<First>>
        : D extends readonly ['mul', infer First, ...infer Rest]
          ? FormatProduct<Rest, FormatFactor<First>>
          : D extends readonly ['div', infer X, infer By extends number]
            ? `${FormatFactor<X>}/${By}`
            : D extends readonly [
                  'window',
                  infer X,
                  infer K extends number,
                  infer S extends number,
                  infer P,
                  ...infer Dilation,
                ]
              ? P extends 'same'
                ? `ceil(${FormatFactor<X>}/${S})`
                : `floor((${FormatDim<X>} - ${EffectiveKernel<K, Dilation>})/${S}) + 1`
              : '?';

type FormatSum<Parts, Text extends string> = Parts extends readonly [infer Head, ...infer Tail]
  ? Head extends number
    ? `${Head}` extends `-${string}`
      ? FormatSum<Tail, `${Text} - ${Negate<Head>}`>
      : FormatSum<Tail, `${Text} + ${Head}`>
    : FormatSum<Tail, `${Text} + ${FormatDim<Head>}`>
  : Text;

type FormatProduct<Parts, Text extends string> = Parts extends readonly [infer Head, ...infer Tail]
  ? FormatProduct<Tail, `${Text}*${FormatFactor<Head>}`>
  : Text;

type FormatFactor<D> = D extends readonly ['add', ...unknown[]]
  ? `(${FormatDim<D>})`
  : D extends readonly ['window', unknown, unknown, unknown, 'valid', ...unknown[]]
    ? `(${FormatDim<D>})`
    : D extends `...${string}`
      ? `prod(${D})`
      : FormatDim<D>;

type FormatAxes<S> = S extends readonly []
  ? ''
  : S extends readonly [infer Head, ...infer Tail]
    ? Tail extends readonly []
      ? FormatDim<Head>
      : `${FormatDim<Head>}, ${FormatAxes<Tail>}`
    : '?';

/** A shape as people write it: the twin of `formatShape`. */
export type FormatShape<S> = `[${FormatAxes<S>}]`;

/** A range as people write it: the twin of `formatRange`. */
export type FormatRange<R> = R extends readonly [
  infer Low extends number,
  infer High extends number,
]
  ? `[${FormatDim<Low>}, ${FormatDim<High>}]`
  : 'unspecified';

/** Shape and element type: the twin of `formatSpec`. */
export type FormatSpec<S> = S extends { readonly value: infer V extends string }
  ? S extends { readonly shape: readonly [infer First, ...infer Rest] }
    ? `${FormatShape<readonly [First, ...Rest]>} ${V}`
    : V
  : S extends { readonly shape: infer Axes }
    ? S extends { readonly dtype: infer D }
      ? `${FormatShape<Axes>} ${FormatDType<D>}`
      : FormatShape<Axes>
    : '?';

/** One or several element types: `float32` or `float32 | int32`. */
export type FormatDType<D> = D extends string
  ? D
  : D extends readonly [infer Head extends string, ...infer Tail]
    ? Tail extends readonly []
      ? Head
      : `${Head} | ${FormatDType<Tail>}`
    : '?';
