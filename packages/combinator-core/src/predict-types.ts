import type { Tensor } from '@tensorflow/tfjs-core';
import type { Ports, Spec, TensorSpec, ValueSpec } from './contract/spec.ts';
import type { NestedArray } from './internal/nested-array.ts';
import type { AnyParticle, Value, ValueOf } from './particle.ts';

/** What `predict` takes for a port: a batch or one item; tensors also as nested arrays. */
export type PredictValue<S extends Spec> = Spec extends S
  ? Value | NestedArray | number
  : S extends ValueSpec
    ? ValueOf<S> | ItemOf<S>
    : Tensor | NestedArray | number;

/** What `predict` takes: a record by port, or the bare value of the only port. */
export type PredictInput<P extends AnyParticle> = string extends keyof P['input']
  ? PredictValue<Spec> | Readonly<Record<string, PredictValue<Spec>>>
  : | PredictRecord<P['input']>
    | (IsUnion<keyof P['input']> extends true ? never : PredictValue<OnlyOf<P['input']>>);

/** Optional ports may be left out. */
type PredictRecord<In extends Ports> = {
  readonly [
    Port in keyof In as In[Port] extends { readonly optional: true } ? never : Port
  ]: PredictValue<In[Port]>;
} & {
  readonly [
    Port in keyof In as In[Port] extends { readonly optional: true } ? Port : never
  ]?: PredictValue<In[Port]>;
};

/**
 * What `predict` gives: a record by port, or the bare value of the only port. One item in, one item out.
 * A tensor whose type does not tell its rank counts as a batch.
 */
export type PredictOutput<P extends AnyParticle, Input> = string extends keyof P['output']
  ? Value | Readonly<Record<string, Value>>
  : IsUnion<keyof P['output']> extends true
    ? {
        readonly [Port in keyof P['output']]: Answer<
          P['output'][Port],
          GivesItem<P['input'], Input>
        >;
      }
    : Answer<OnlyOf<P['output']>, GivesItem<P['input'], Input>>;

/** One value of a port that takes a list of them. */
type ItemOf<S extends ValueSpec> = ValueOf<{ readonly value: S['value'] }>;

type Answer<S extends Spec, IsItem extends boolean> = S extends ValueSpec
  ? IsItem extends true
    ? ItemOf<S>
    : ValueOf<S>
  : ValueOf<S>;

type OnlyOf<P extends Ports> = P[keyof P];

type IsUnion<T, Whole = T> = T extends unknown ? ([Whole] extends [T] ? false : true) : never;

/** Whether the value of the only port is one item rather than a batch. */
type GivesItem<In extends Ports, Input> =
  IsUnion<keyof In> extends true
    ? false
    : IsItemOf<
        OnlyOf<In>,
        Input extends { readonly [Port in keyof In]: infer Only } ? Only : Input
      >;

type IsItemOf<S extends Spec, Input> = S extends ValueSpec
  ? Input extends ItemOf<S>
    ? true
    : false
  : S extends TensorSpec
    ? RankOf<Input> extends infer Rank extends keyof Successor
      ? S['shape']['length'] extends Successor[Rank]
        ? true
        : false
      : false
    : false;

interface Successor {
  readonly 0: 1;
  readonly 1: 2;
  readonly 2: 3;
  readonly 3: 4;
  readonly 4: 5;
  readonly 5: 6;
}

/** The number of axes, as far as the type tells it; otherwise -1. */
type RankOf<Input> =
  Input extends Tensor<infer Rank>
    ? IsUnion<Rank> extends true
      ? -1
      : RankNumber<`${Rank}`>
    : DepthOf<Input>;

type RankNumber<Rank extends string> = Rank extends `R${infer Digits extends number}` ? Digits : -1;

type DepthOf<Input> = Input extends number
  ? 0
  : Input extends ArrayBufferView
    ? 1
    : Input extends readonly (infer Inner)[]
      ? DepthOf<Inner> extends infer Depth extends keyof Successor
        ? Successor[Depth]
        : -1
      : -1;
