import type { Range, ScaledRange } from '../spec.ts';
import type { AxisProblem, EqualDims, EvaluateAxes, EvaluateDim } from './dims.ts';
import type { FormatDim, FormatDType, FormatRange, FormatSpec } from './format.ts';
import type { SortedKeys } from './sorted-keys.ts';
import type { Mismatch, Unify } from './unify.ts';

/** What the static check needs to know of a particle. */
export interface StaticContract {
  readonly name: string;
  readonly input: object;
  readonly output: object;
  readonly where: readonly unknown[];
}

/**
 * A connection that fits.
 *
 * @typeParam Out - The outputs of the consumer.
 * @typeParam Where - Its conditions that still depend on symbols.
 * @typeParam In - The inputs of the composition as they are now needed.
 * @typeParam Bindings - What the symbols of the consumer stand for.
 */
export interface Connected<Out, Where, In, Bindings> {
  readonly output: Out;
  readonly where: Where;
  readonly input: In;
  readonly bindings: Bindings;
}

/** A connection that does not fit: the message, and what the symbols of the composition would have to be for it to get further. */
export interface Refused<Message extends string, Narrowing> {
  readonly message: Message;
  readonly narrowing: Narrowing;
}

/** Attributes of a tensor that `like` passes on. */
type Attribute = 'dtype' | 'range' | 'layout' | 'meaning';

/**
 * Supplies the inputs of a consumer: the twin of `connect`.
 *
 * @typeParam B - The contract of the consumer.
 * @typeParam From - Names of the producers by port of the consumer.
 * @typeParam Sources - Specs by port of the consumer.
 * @typeParam In - Inputs of the composition, to which open attributes lead back.
 * @returns {@link Connected} or {@link Refused}.
 */
export type Connect<B extends StaticContract, From, Sources, In> = [keyof B['input']] extends ['x']
  ? ConnectPort<B, 'x', From, Sources, In, unknown> extends infer E
    ? E extends Refused<string, unknown>
      ? E
      : Finish<B, E, From, Sources, 'x', NarrowInputs<In, Sources, B['input'], 'x'>>
    : never
  : SortedKeys<B['input']> extends infer Names extends readonly PropertyKey[]
    ? ConnectPorts<B, Names, From, Sources, In, unknown> extends infer E
      ? E extends Refused<string, unknown>
        ? E
        : Finish<
            B,
            E,
            From,
            Sources,
            FirstWired<Names, Sources>,
            NarrowAll<In, Sources, B['input'], Names>
          >
      : never
    : never;

type FirstWired<Names, Sources> = Names extends readonly [infer Head, ...infer Tail]
  ? Head extends keyof Sources
    ? Head
    : FirstWired<Tail, Sources>
  : never;

type ConnectPorts<B extends StaticContract, Names, From, Sources, In, E> = Names extends readonly [
  infer Name extends PropertyKey,
  ...infer Rest,
]
  ? ConnectPort<B, Name, From, Sources, In, E> extends infer R
    ? R extends Refused<string, unknown>
      ? R
      : ConnectPorts<B, Rest, From, Sources, In, R>
    : never
  : E;

type ConnectPort<
  B extends StaticContract,
  Name extends PropertyKey,
  From,
  Sources,
  In,
  E,
> = Name extends keyof Sources
  ? Name extends keyof B['input']
    ? Meet<B['input'][Name], Resolve<Sources[Name], In>, E, In> extends infer R
      ? R extends string
        ? Refused<Message<From, Name, B, R, Sources>, never>
        : R extends Mismatch<infer Text, infer Narrowing>
          ? Refused<Message<From, Name, B, Text, Sources>, Narrowing>
          : R
      : never
    : never
  : Name extends keyof B['input']
    ? B['input'][Name] extends { readonly optional: true }
      ? E
      : Refused<`'${B['name']}': input port '${Name & string}' is not wired`, never>
    : never;

/** One line: producer, consumer, port, problem, and both specs. */
type Message<
  From,
  Name,
  B extends StaticContract,
  Problem extends string,
  Sources,
> = Name extends keyof B['input'] & keyof Sources & keyof From
  ? `'${From[Name] & string}' -> '${B['name']}' port '${Name & string}', ${Problem} (has ${FormatSpec<Sources[Name]>}; '${B['name']}' takes ${FormatSpec<B['input'][Name]>})`
  : never;

/* ----- one port ----- */

/** An environment, or the problem: the twin of `meet`, with the checks in the same order. */
type Meet<P, A, E, In> = P extends { readonly value: infer V extends string }
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

type MeetMeaning<P, A> = P extends { readonly meaning: infer M extends string }
  ? A extends { readonly meaning: infer N extends string }
    ? N extends M | `${M}/${string}`
      ? never
      : `meaning: needs ${M}, got ${N}`
    : never
  : never;

/* ----- attributes that come from the inputs of the composition ----- */

/** A spec with the attributes that it has `like` an input of the composition. */
type Resolve<S, In> = S extends { readonly like: infer L extends keyof In }
  ? Inherit<S, In[L], S extends { readonly shape: infer Axes } ? Axes : readonly [], L>
  : S;

/** `S` with the attributes that it leaves out taken from `Model`; `null` withdraws one. */
type Inherit<S, Model, Axes, Like> = {
  readonly [
    K in
      | Exclude<keyof S, 'like' | 'optional'>
      | (keyof Model & Attribute)
      | ([Like] extends [never] ? never : 'like') as K extends keyof S
      ? S[K] extends null
        ? [Like] extends [never]
          ? never
          : K
        : K
      : K
  ]: K extends 'shape'
    ? Axes
    : K extends 'like'
      ? Like
      : K extends keyof S
        ? S[K]
        : K extends keyof Model
          ? Model[K]
          : never;
};

/** The inputs of the composition once the consumer's needs of open attributes have been led back to them. */
type NarrowInputs<In, Sources, Needs, Name> = Name extends keyof Sources & keyof Needs
  ? Sources[Name] extends { readonly like: infer L extends keyof In }
    ? [Exclude<keyof Needs[Name] & Attribute, keyof Sources[Name] | keyof In[L]>] extends [never]
      ? In
      : {
          readonly [K in keyof In]: K extends L
            ? Narrow<
                In[K],
                Needs[Name],
                Exclude<keyof Needs[Name] & Attribute, keyof Sources[Name] | keyof In[K]>
              >
            : In[K];
        }
    : NarrowScaled<In, Sources[Name], Needs[Name]>
  : In;

type NarrowScaled<In, S, Need> = S extends {
  readonly range: { readonly of: infer L extends keyof In };
}
  ? Need extends { readonly range: Range }
    ? 'range' extends keyof In[L]
      ? In
      : {
          readonly [K in keyof In]: K extends L
            ? Narrow<In[K], { readonly range: Range }, 'range'>
            : In[K];
        }
    : In
  : In;

type Narrow<S, Need, Keys extends PropertyKey> = {
  readonly [K in keyof S | (Keys & keyof Need)]: K extends keyof S
    ? S[K]
    : K extends keyof Need
      ? Need[K]
      : never;
};

type NarrowAll<In, Sources, Needs, Names> = Names extends readonly [infer Head, ...infer Tail]
  ? NarrowAll<NarrowInputs<In, Sources, Needs, Head>, Sources, Needs, Tail>
  : In;

/** Ports with symbols replaced, as a narrowing demands. (A conditional type, so that declarations show the result.) */
export type SubstitutePorts<Ports, E> = [E] extends [infer Bound]
  ? {
      readonly [Name in keyof Ports]: Ports[Name] extends { readonly shape: infer S }
        ? {
            readonly [K in keyof Ports[Name]]: K extends 'shape'
              ? EvaluateAxes<S, Bound>
              : Ports[Name][K];
          }
        : Ports[Name];
    }
  : never;

/* ----- outputs and conditions ----- */

type Finish<B extends StaticContract, E, From, Sources, First, In> = [keyof B['output']] extends [
  'y',
]
  ? B['output'] extends { readonly y: infer O }
    ? Output<O, E, Sources, In> extends infer Y
      ? Y extends AxisProblem<infer Axis, infer Text>
        ? Refused<Message<From, First, B, `output 'y', axis ${Axis}: ${Text}`, Sources>, never>
        : Conclude<B, E, From, Sources, First, { readonly y: Y }, In>
      : never
    : never
  : {
        readonly [Name in keyof B['output']]: Output<B['output'][Name], E, Sources, In>;
      } extends infer Out
    ? OutputProblem<Out> extends infer Problem extends string
      ? [Problem] extends [never]
        ? Conclude<B, E, From, Sources, First, Out, In>
        : Refused<Message<From, First, B, Problem, Sources>, never>
      : never
    : never;

type Conclude<
  B extends StaticContract,
  E,
  From,
  Sources,
  First,
  Out,
  In,
> = B['where'] extends readonly []
  ? Connected<Out, readonly [], In, E>
  : Conditions<B['where'], E> extends infer Where
    ? Where extends string
      ? Refused<Message<From, First, B, Where, Sources>, never>
      : Connected<Out, Where, In, E>
    : never;

/** What an output promises once its shape is known: the twin of `promise`; an {@link AxisProblem} where it has none. */
type Output<O, E, Sources, In> = O extends { readonly shape: infer S }
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

type WithShape<O, Axes> = { readonly [K in keyof O]: K extends 'shape' ? Axes : O[K] };

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

/** The first size that cannot exist among several outputs, as text, or never. */
type OutputProblem<Out> = {
  [Name in keyof Out]: Out[Name] extends AxisProblem<infer Axis, infer Text>
    ? `output '${Name & string}', axis ${Axis}: ${Text}`
    : never;
}[keyof Out];

/** The conditions that still depend on symbols, or the one that is violated, as text. */
type Conditions<Where, E, Open extends readonly unknown[] = readonly []> = Where extends readonly [
  readonly ['equal', infer L, infer R],
  ...infer Rest,
]
  ? [EvaluateDim<L, E>, EvaluateDim<R, E>] extends [infer a, infer b]
    ? EqualDims<a, b> extends true
      ? Conditions<Rest, E, Open>
      : [a, b] extends [number, number]
        ? number extends a | b
          ? Conditions<Rest, E, Open>
          : `needs ${FormatDim<L>} = ${FormatDim<b>}, got ${FormatDim<a>}`
        : Conditions<Rest, E, readonly [...Open, readonly ['equal', a, b]]>
    : never
  : Open;
