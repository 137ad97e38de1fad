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

/** What each input of the next step is wired to: the output of the same name, and `y` for `x`. */
type Sources<Out, Needs> = {
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

type ConnectStep<Last extends string, In, Out, Next extends StaticContract> = Out extends {
  readonly y: infer Y;
}
  ? [keyof Next['input']] extends ['x']
    ? 'x' extends keyof Out
      ? ConnectMany<Last, In, Out, Next>
      : Connect<Next, { x: Last }, { x: Y }, In>
    : ConnectMany<Last, In, Out, Next>
  : ConnectMany<Last, In, Out, Next>;

type ConnectMany<Last extends string, In, Out, Next extends StaticContract> = Connect<
  Next,
  { [Port in keyof Next['input']]: Last },
  Sources<Out, Next['input']>,
  In
>;

/** The next chain, or the message; with the chain's inputs narrowed where a symbol of them is too general. */
type Advance<
  Last extends string,
  In extends Ports,
  Out extends Ports,
  Where extends Constraints,
  Next extends StaticContract,
> =
  ConnectStep<Last, In, Out, Next> extends infer R
    ? R extends Connected<
        infer NewOut extends Ports,
        infer NewWhere extends Constraints,
        infer NewIn extends Ports,
        unknown
      >
      ? Chain<LastName<Next>, NewIn, NewOut, Joined<Where, NewWhere>>
      : R extends Refused<infer Message, infer Narrowing>
        ? [Narrowing] extends [never]
          ? Message
          : [
                SubstitutePorts<In, Narrowing>,
                SubstitutePorts<Out, Narrowing>,
                SubstituteConstraints<Where, Narrowing>,
              ] extends [
                infer NewIn extends Ports,
                infer NewOut extends Ports,
                infer NewWhere extends Constraints,
              ]
            ? Advance<Last, NewIn, NewOut, NewWhere, Next>
            : never
        : never
    : never;

/** The step itself where it fits, otherwise the message. */
export type CheckStep<
  Last extends string,
  In extends Ports,
  Out extends Ports,
  Where extends Constraints,
  Next extends StaticContract,
> =
  IsOpen<Out> extends true
    ? Next
    : IsOpen<Next['input']> extends true
      ? Next
      : Advance<Last, In, Out, Where, Next> extends infer R
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
  Next extends StaticContract,
> =
  IsOpen<Out> extends true
    ? Chain<LastName<Next>, In, Ports>
    : IsOpen<Next['input']> extends true
      ? Chain<LastName<Next>, In, Ports>
      : Advance<Last, In, Out, Where, Next> extends infer R
        ? [R] extends [string]
          ? Chain<LastName<Next>, In, Ports>
          : R
        : never;

/** The name under which messages speak of what came last. */
type LastName<Next> =
  Next extends Chain<infer Last, infer _In, infer _Out>
    ? Last
    : Next extends { readonly name: infer N extends string }
      ? N
      : string;

/** The chain of one particle, whose open attributes lead back to its own inputs; open where that is one of several. */
export type FirstStep<First extends StaticContract> =
  IsOpen<First['input']> extends true
    ? Chain<LastName<First>, Ports, Ports>
    : Connect<
          First,
          { [Port in keyof First['input']]: 'input' },
          Opened<First['input']>,
          First['input']
        > extends infer R
      ? R extends Connected<
          infer Out extends Ports,
          infer Where extends Constraints,
          infer In extends Ports,
          unknown
        >
        ? Chain<LastName<First>, In, Out, Where>
        : Chain<LastName<First>, Ports, Ports>
      : never;
