import type { Range, ScaledRange } from '../spec.ts';
import type { EvaluateAxes } from './dims.ts';
import type { Inherit, Resolve } from './inherit.ts';

/** What an output promises once its shape is known: the twin of `promise`; an {@link AxisProblem} where it has none. */
export type Output<O, E, Sources, In> = O extends { readonly shape: infer S }
  ? EvaluateAxes<S, E> extends infer Axes
    ? Axes extends readonly unknown[]
      ? O extends { readonly like: infer L extends keyof Sources }
        ? ResolveScaled<Inherit<O, Resolve<Sources[L], In>, Axes, LikeOf<Sources[L]>>, O, Sources>
        : O extends { readonly range: ScaledRange }
          ? ResolveScaled<WithShape<O, Axes>, O, Sources>
          : WithShape<O, Axes>
      : Axes
    : never
  : O;

type WithShape<O, Axes> = [Axes] extends [infer Shape]
  ? { readonly [K in keyof O]: K extends 'shape' ? Shape : O[K] }
  : never;

type LikeOf<S> = S extends { readonly like: infer L } ? L : never;

/** A range scaled from a known one is deferred to build time; from an open one it stays open. */
type ResolveScaled<R, O, Sources> = O extends {
  readonly range: { readonly of: infer P extends keyof Sources };
}
  ? Sources[P] extends { readonly range: infer From }
    ? From extends Range
      ? { readonly [K in keyof R]: K extends 'range' ? Range : R[K] }
      : { readonly [K in keyof R]: K extends 'range' ? From : R[K] }
    : Sources[P] extends { readonly like: infer L extends string }
      ? {
          readonly [K in keyof R]: K extends 'range'
            ? { readonly of: L; readonly scale: number; readonly offset: number }
            : R[K];
        }
      : { readonly [K in Exclude<keyof R, 'range'>]: R[K] }
  : R;
