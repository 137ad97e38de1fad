import type { Constraints, Ports } from '../contract/spec.ts';
import type {
  Connect,
  Connected,
  Refused,
  StaticContract,
  SubstitutePorts,
} from '../contract/static/connect.ts';
import type { Graph } from './graph.ts';
import type { IsOpen, Joined, SubstituteConstraints } from './static-parts.ts';

/** The outputs of a node as sources: `node` for its `y`, and `node.port` for each. */
type NodeSources<Name extends string, Out> = {
  readonly [
    Port in keyof Out & string as `${Name}.${Port}` | (Port extends 'y' ? Name : never)
  ]: Out[Port];
};

type Flat<T> = { readonly [K in keyof T]: T[K] };

type Wired<Wires, Values> = {
  [Port in keyof Wires as Wires[Port] extends keyof Values ? Port : never]: Values[Wires[Port] &
    keyof Values];
};

/** Whether an input or a node has the name already. */
type IsTaken<Name extends string, Values> = [
  Extract<keyof Values, Name | `${Name}.${string}`>,
] extends [never]
  ? false
  : true;

/** Ports that are wired to nothing there is. */
type Unknown<Wires, Values> = {
  [Port in keyof Wires]: Wires[Port] extends keyof Values ? never : Port;
}[keyof Wires];

/** Names of the producers, for messages. */
type Producers<Wires, In> = {
  [Port in keyof Wires]: Wires[Port] extends keyof In
    ? Wires[Port]
    : Wires[Port] extends `${infer Node}.${string}`
      ? Node
      : Wires[Port];
};

/** What is wrong with the names, or never. */
type NameProblem<In, Values, Name extends string, P extends StaticContract, Wires> =
  IsTaken<Name, Values> extends true
    ? `a graph has one input or node for each name; '${Name}' is taken`
    : [Unknown<Wires, Values>] extends [never]
      ? [Exclude<keyof Wires, keyof P['input']>] extends [never]
        ? never
        : UnknownPort<Producers<Wires, In>, P, Exclude<keyof Wires, keyof P['input']>>
      : `'${Name}': there is no node or input '${Wires[Unknown<Wires, Values>] & string}'`;

type UnknownPort<From, P extends StaticContract, Port> = Port extends keyof From & string
  ? `'${From[Port] & string}' -> '${P['name']}': '${P['name']}' has no input port '${Port}'`
  : never;

/** The graph with one more node, or the message. */
export type AddNode<
  In extends Ports,
  Values,
  Where extends Constraints,
  GraphName extends string,
  Name extends string,
  P extends StaticContract,
  Wires,
> =
  IsOpen<P['input']> extends true
    ? Graph<In, Flat<Values & NodeSources<Name, P['output']>>, Where, GraphName>
    : [NameProblem<In, Values, Name, P, Wires>] extends [infer Problem extends string]
      ? [Problem] extends [never]
        ? AddCheckedNode<In, Values, Where, GraphName, Name, P, Wires>
        : Problem
      : never;

type AddCheckedNode<
  In extends Ports,
  Values,
  Where extends Constraints,
  GraphName extends string,
  Name extends string,
  P extends StaticContract,
  Wires,
> =
  Connect<P, Producers<Wires, In>, Wired<Wires, Values>, In> extends infer R
    ? R extends Connected<
        infer Out,
        infer NewWhere extends Constraints,
        infer NewIn extends Ports,
        unknown
      >
      ? Graph<NewIn, Flat<Values & NodeSources<Name, Out>>, Joined<Where, NewWhere>, GraphName>
      : R extends Refused<infer Message, infer Narrowing>
        ? [Narrowing] extends [never]
          ? Message
          : [
                SubstitutePorts<In, Narrowing>,
                SubstitutePorts<Values, Narrowing>,
                SubstituteConstraints<Where, Narrowing>,
              ] extends [
                infer NewIn extends Ports,
                infer NewValues,
                infer NewWhere extends Constraints,
              ]
            ? AddCheckedNode<NewIn, NewValues, NewWhere, GraphName, Name, P, Wires>
            : never
        : never
    : never;

/** The outputs of a graph by port. */
export type GraphOutputs<Outputs, Values> = [Values] extends [infer All]
  ? { readonly [Port in keyof Outputs]: All[Outputs[Port] & keyof All] }
  : never;
