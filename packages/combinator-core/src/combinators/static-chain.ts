import type {
  Connect,
  Connected,
  Refused,
  StaticContract,
  SubstitutePorts,
} from '../contract/static/connect.ts';
import type { Constraints, Ports } from '../contract/spec.ts';
import type { Chain } from './chain.ts';
import type { IsOpen, Joined, Opened, SubstituteConstraints } from './static-parts.ts';

/** What the inputs of the next step take of the last: the output of the same name, and `y` for `x`. */
type FromLast<Out, Needs> = {
  [Port in keyof Needs as SourcePort<Out, Port> extends never ? never : Port]: Out[SourcePort<
    Out,
    Port
  > &
    keyof Out];
};

type SourcePort<Out, Port> = Port extends keyof Out
  ? Port
  : Port extends 'x'
    ? 'y' extends keyof Out
      ? 'y'
      : never
    : never;

/** What they take in all: the rest from earlier steps, if anything comes from the last. */
type Sources<Own, Needs, Within> = [keyof Own] extends [never]
  ? Own
  : [Exclude<keyof Needs & keyof Within, keyof Own>] extends [never]
    ? Own
    : {
        [Port in keyof Own | (keyof Needs & keyof Within)]: Port extends keyof Own
          ? Own[Port]
          : Port extends keyof Within
            ? SpecOf<Within[Port]>
            : never;
      };

type SpecOf<Given> = Given extends readonly [string, infer S] ? S : never;

/** Names of the producers, for messages. */
type Producers<Last extends string, Own, Needs, Within> = {
  [Port in keyof Needs]: Port extends keyof Own
    ? Last
    : Port extends keyof Within
      ? Within[Port] extends readonly [infer From, unknown]
        ? From
        : Last
      : Last;
};

type ConnectStep<Last extends string, In, Out, Within, Next extends StaticContract> = Out extends {
  readonly y: infer Y;
}
  ? [keyof Next['input']] extends ['x']
    ? 'x' extends keyof Out
      ? ConnectMany<Last, In, Out, Within, Next>
      : Connect<Next, { x: Last }, { x: Y }, In>
    : ConnectMany<Last, In, Out, Within, Next>
  : ConnectMany<Last, In, Out, Within, Next>;

type ConnectMany<Last extends string, In, Out, Within, Next extends StaticContract> =
  FromLast<Out, Next['input']> extends infer Own
    ? Connect<
        Next,
        Producers<Last, Own, Next['input'], Within>,
        Sources<Own, Next['input'], Within>,
        In
      >
    : never;

/** The contract of the next step, where a chain gives what is within reach behind it as well. */
type Unfolded<Next extends StaticContract> =
  WithinOf<Next> extends infer More
    ? [keyof More] extends [never]
      ? Next
      : {
          readonly name: Next['name'];
          readonly input: Next['input'];
          readonly output: {
            readonly [Port in keyof Next['output'] | keyof More]: Port extends keyof Next['output']
              ? Next['output'][Port]
              : Port extends keyof More
                ? SpecOf<More[Port]>
                : never;
          };
          readonly where: Next['where'];
        }
    : never;

type WithinOf<Next> =
  Next extends Chain<
    infer _Last,
    infer _In,
    infer _Out,
    infer _Where extends Constraints,
    infer Within
  >
    ? Within
    : unknown;

/** Of what an unfolded contract gives, the outputs of the step itself. */
type OwnOutputs<All, Next extends StaticContract> = [keyof All] extends [keyof Next['output']]
  ? All
  : { readonly [Port in keyof All & keyof Next['output']]: All[Port] };

/** What is within reach behind a step: what was before it, and the names that it gives anew. */
type ReachBehind<Within, Next extends StaticContract, All> = [keyof All] extends ['y']
  ? Within
  : {
      readonly [Port in Exclude<keyof Within | keyof All, 'y'>]: Port extends keyof All
        ? readonly [GiverOf<Next, Port>, All[Port]]
        : Port extends keyof Within
          ? Within[Port]
          : never;
    };

/** The name of the step that gives a port. */
type GiverOf<Next, Port> =
  WithinOf<Next> extends infer More
    ? Port extends keyof More
      ? More[Port] extends readonly [infer From, unknown]
        ? From
        : never
      : LastName<Next>
    : never;

type SubstituteWithin<Within, E> = [keyof Within] extends [never]
  ? Within
  : SubstitutePorts<
        { readonly [Port in keyof Within]: SpecOf<Within[Port]> },
        E
      > extends infer Specs
    ? {
        readonly [Port in keyof Within]: Within[Port] extends readonly [infer From, unknown]
          ? readonly [From, Specs[Port & keyof Specs]]
          : never;
      }
    : never;

/** The next chain, or the message; with the chain's inputs narrowed where a symbol of them is too general. */
type Advance<
  Last extends string,
  In extends Ports,
  Out extends Ports,
  Where extends Constraints,
  Within,
  Next extends StaticContract,
> =
  ConnectStep<Last, In, Out, Within, Unfolded<Next>> extends infer R
    ? R extends Connected<
        infer All extends Ports,
        infer NewWhere extends Constraints,
        infer NewIn extends Ports,
        unknown
      >
      ? Grown<LastName<Next>, NewIn, Joined<Where, NewWhere>, Within, Next, All>
      : R extends Refused<infer Message, infer Narrowing>
        ? [Narrowing] extends [never]
          ? Message
          : [
                SubstitutePorts<In, Narrowing>,
                SubstitutePorts<Out, Narrowing>,
                SubstituteConstraints<Where, Narrowing>,
                SubstituteWithin<Within, Narrowing>,
              ] extends [
                infer NewIn extends Ports,
                infer NewOut extends Ports,
                infer NewWhere extends Constraints,
                infer NewWithin,
              ]
            ? Advance<Last, NewIn, NewOut, NewWhere, NewWithin, Next>
            : never
        : never
    : never;

/** The chain with one more step, from all that this gives. */
type Grown<
  Last extends string,
  In extends Ports,
  Where extends Constraints,
  Within,
  Next extends StaticContract,
  All extends Ports,
> = [keyof All] extends ['y']
  ? Chain<Last, In, All, Where, Within>
  : [OwnOutputs<All, Next>, ReachBehind<Within, Next, All>] extends [
        infer Out extends Ports,
        infer Reach,
      ]
    ? Chain<Last, In, Out, Where, Reach>
    : never;

/** The step itself where it fits, otherwise the message. */
export type CheckStep<
  Last extends string,
  In extends Ports,
  Out extends Ports,
  Where extends Constraints,
  Within,
  Next extends StaticContract,
> =
  IsOpen<Out> extends true
    ? Next
    : IsOpen<Next['input']> extends true
      ? Next
      : Advance<Last, In, Out, Where, Within, Next> extends infer R
        ? R extends string
          ? R
          : Next
        : never;

/** The chain after the step. After an error it is open, so that one mistake gives one message. */
export type NextStep<
  Last extends string,
  In extends Ports,
  Out extends Ports,
  Where extends Constraints,
  Within,
  Next extends StaticContract,
> =
  IsOpen<Out> extends true
    ? Chain<LastName<Next>, In, Ports>
    : IsOpen<Next['input']> extends true
      ? Chain<LastName<Next>, In, Ports>
      : Advance<Last, In, Out, Where, Within, Next> extends infer R
        ? [R] extends [string]
          ? Chain<LastName<Next>, In, Ports>
          : R
        : never;

/** The name under which messages speak of what came last. */
type LastName<Next> =
  Next extends Chain<
    infer Last,
    infer _In,
    infer _Out,
    infer _Where extends Constraints,
    infer _Within
  >
    ? Last
    : Next extends { readonly name: infer N extends string }
      ? N
      : string;

/** The chain of one particle, whose open attributes lead back to its own inputs; open where that is one of several. */
export type FirstStep<First extends StaticContract> =
  IsOpen<First['input']> extends true
    ? Chain<LastName<First>, Ports, Ports>
    : Connect<
          Unfolded<First>,
          { [Port in keyof First['input']]: 'input' },
          Opened<First['input']>,
          First['input']
        > extends infer R
      ? R extends Connected<
          infer All extends Ports,
          infer Where extends Constraints,
          infer In extends Ports,
          unknown
        >
        ? Grown<LastName<First>, In, Where, unknown, First, All>
        : Chain<LastName<First>, Ports, Ports>
      : never;
