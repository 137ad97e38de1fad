import type { Add, Divide, Multiply, Negate, Subtract } from './arithmetic.ts';
import type { Sum } from './affine.ts';
import type { DimProblem, IsDeferred } from './dims.ts';

/** The extent of a dilated kernel. */
export type EffectiveKernel<
  K extends number,
  Dilation extends readonly unknown[],
> = Dilation extends readonly [infer D extends number]
  ? D extends 1
    ? K
    : number extends D | K
      ? number
      : Add<Multiply<Subtract<K, 1>, D>, 1>
  : K;

/** The number of positions of a sliding window. */
export type Window<X, K extends number, S extends number, P> =
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
