import type { Range, ScaledRange } from '../spec.ts';
import type { FormatDType, FormatRange } from './format.ts';
import type { Mismatch, Unify } from './unify.ts';

/** An environment, or the problem: the twin of `meet`, with the checks in the same order. */
export type Meet<P, A, E, In> = P extends { readonly value: infer V extends string }
  ? A extends { readonly value: infer W extends string }
    ? V extends W
      ? MeetShape<P, A, E, In>
      : `needs ${V}, got ${W}`
    : `needs ${V}, got a tensor`
  : A extends { readonly value: infer W extends string }
    ? `needs a tensor, got ${W}`
    : P extends { readonly dtype: infer D }
      ? A extends { readonly dtype: infer G }
        ? [Types<G> & Types<D>] extends [never]
          ? `dtype: needs ${FormatDType<D>}, got ${FormatDType<G>}`
          : MeetShape<P, A, E, In>
        : MeetShape<P, A, E, In>
      : MeetShape<P, A, E, In>;

type Types<D> = D extends readonly unknown[] ? D[number] : D;

type MeetShape<P, A, E, In> =
  Unify<ShapeOf<P>, ShapeOf<A>, E, In> extends infer R
    ? R extends Mismatch<string, unknown>
      ? R
      : MeetAttributes<P, A> extends infer Problem
        ? [Problem] extends [never]
          ? R
          : Problem
        : never
    : never;

/** The axes; none for a single value. */
type ShapeOf<S> = S extends { readonly shape: infer Axes } ? Axes : readonly [];

type MeetAttributes<P, A> = [keyof P & ('layout' | 'range' | 'meaning')] extends [never]
  ? never
  : MeetLayout<P, A>;

type MeetLayout<P, A> = P extends { readonly layout: infer L extends string }
  ? A extends { readonly layout: infer M extends string }
    ? M extends L
      ? MeetRange<P, A>
      : `layout: needs ${L}, got ${M}`
    : MeetRange<P, A>
  : MeetRange<P, A>;

type MeetRange<P, A> = P extends { readonly range: infer R extends Range }
  ? A extends { readonly range: infer S }
    ? S extends ScaledRange
      ? MeetMeaning<P, A>
      : SameRange<R, S> extends true
        ? MeetMeaning<P, A>
        : `range: needs ${FormatRange<R>}, got ${FormatRange<S>}`
    : A extends { readonly like: string }
      ? MeetMeaning<P, A>
      : `range: needs ${FormatRange<R>}, got unspecified`
  : MeetMeaning<P, A>;

type SameRange<R, S> = R extends readonly [infer a extends number, infer b extends number]
  ? S extends readonly [infer c extends number, infer d extends number]
    ? number extends a | b | c | d
      ? true
      : [R, S] extends [S, R]
        ? true
        : [a, b] extends [c, d]
          ? true
          : false
    : false
  : false;

/**
 * A meaning of which the compiler knows a part only, such as `tokens/${string}`, may turn out to be what is
 * needed: then it is left to the run-time check, which knows all of it.
 */
type MeetMeaning<P, A> = P extends { readonly meaning: infer M extends string }
  ? A extends { readonly meaning: infer N extends string }
    ? N extends M | `${M}/${string}`
      ? never
      : [M extends N ? true : false, `${M}/${string}` extends N ? true : false] extends [
            false,
            false,
          ]
        ? `meaning: needs ${FormatMeaning<M>}, got ${FormatMeaning<N>}`
        : never
    : never
  : never;

/** A meaning as people write it; `*` for what is not known. */
type FormatMeaning<M extends string> = string extends M
  ? '*'
  : M extends `${infer Head}/${infer Tail}`
    ? `${string extends Head ? '*' : Head}/${FormatMeaning<Tail>}`
    : M;
