import type { Constraints } from '../contract/spec.ts';
import type {
  Connect,
  Connected,
  Refused,
  StaticContract,
  SubstitutePorts,
} from '../contract/static/connect.ts';
import type { Merge } from './merge.ts';
import type { IsOpen, Joined, Opened, SubstituteConstraints } from './static-parts.ts';

/** The contract of a residual, the message, or undefined where the compiler knows no ports. */
export type ResidualOf<F extends StaticContract, Shortcut> =
  IsOpen<F['input']> extends true
    ? undefined
    : IsOpen<F['output']> extends true
      ? undefined
      : Connect<
            F,
            { [Port in keyof F['input']]: Port },
            Opened<F['input']>,
            F['input']
          > extends Connected<infer Out, infer Where extends Constraints, infer In, unknown>
        ? Go<F['name'], In, Out, Where, Shortcut>
        : undefined;

/** The way around: the input itself, or what the shortcut makes of it. */
type Go<Name, In, Out, Where extends Constraints, Shortcut> = In extends { readonly x: unknown }
  ? Out extends { readonly y: unknown }
    ? Shortcut extends StaticContract
      ? IsOpen<Shortcut['input']> extends true
        ? undefined
        : Around<
            Connect<Shortcut, { x: 'x' }, { x: Opened<In>['x'] }, In>,
            Name,
            In,
            Out,
            Where,
            Shortcut
          >
      : Sum<
          Connect<Add, { a: Name; b: 'x' }, { a: Out['y']; b: Opened<In>['x'] }, In>,
          Name,
          In,
          Out,
          Where,
          Shortcut
        >
    : NoWay
  : NoWay;

type NoWay = `a residual needs a particle from 'x' to 'y'`;
type Add = Merge<'add', readonly ['a', 'b']>;

/** Once the shortcut has been connected. */
type Around<
  R,
  Name,
  In,
  Out extends { readonly y: unknown },
  Where extends Constraints,
  Shortcut extends StaticContract,
> =
  R extends Connected<infer Outs, infer More extends Constraints, infer NewIn, unknown>
    ? Outs extends { readonly y: infer Y }
      ? Sum<
          Connect<Add, { a: Name; b: Shortcut['name'] }, { a: Out['y']; b: Y }, NewIn>,
          Name,
          In,
          Out,
          Joined<Where, More>,
          Shortcut
        >
      : `a shortcut goes from 'x' to 'y'`
    : Again<R, Name, In, Out, Where, Shortcut>;

/** Once both ways have been added. */
type Sum<R, Name, In, Out, Where extends Constraints, Shortcut> =
  R extends Connected<infer NewOut, unknown, infer NewIn, infer Env>
    ? Connected<NewOut, Where, NewIn, Env>
    : Again<R, Name, In, Out, Where, Shortcut>;

/** Narrows the inputs and starts again, or gives the message. */
type Again<R, Name, In, Out, Where extends Constraints, Shortcut> =
  R extends Refused<infer Message, infer Narrowing>
    ? [Narrowing] extends [never]
      ? Message
      : Go<
          Name,
          SubstitutePorts<In, Narrowing>,
          SubstitutePorts<Out, Narrowing>,
          SubstituteConstraints<Where, Narrowing>,
          Shortcut
        >
    : never;
