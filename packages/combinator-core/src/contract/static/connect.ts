import type { AxisProblem, EvaluateAxes, EvaluateDim } from './dims.ts';
import type { EqualDims } from './equal-dims.ts';
import type { FormatDim, FormatSpec } from './format.ts';
import type { NarrowInputs, Resolve } from './inherit.ts';
import type { Meet } from './meet.ts';
import type { Output } from './promise.ts';
import type { SortedKeys } from './sorted-keys.ts';
import type { Mismatch } from './unify.ts';

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
    ? ConnectPorts<B, Names, From, Sources, In, unknown> extends infer R
      ? R extends Supplied<infer E, infer NewIn>
        ? Finish<B, E, From, Sources, FirstWired<Names, Sources>, NewIn>
        : R
      : never
    : never;

/** Bindings, and inputs of the composition as they are needed by now. */
interface Supplied<E, In> {
  readonly bindings: E;
  readonly inputs: In;
}

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
      : ConnectPorts<B, Rest, From, Sources, NarrowInputs<In, Sources, B['input'], Name>, R>
    : never
  : Supplied<E, In>;

type ConnectPort<
  B extends StaticContract,
  Name extends PropertyKey,
  From,
  Sources,
  In,
  E,
> = Name extends keyof Sources
  ? Name extends keyof B['input']
    ? MeetPort<B['input'][Name], Sources[Name], E, In> extends infer R
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

/** What is optional may only meet what is optional. */
type MeetPort<P, A, E, In> = A extends { readonly optional: true }
  ? P extends { readonly optional: true }
    ? Meet<P, Resolve<A, In>, E, In>
    : 'needs a value, got one that is optional'
  : Meet<P, Resolve<A, In>, E, In>;

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
