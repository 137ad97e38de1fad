import type { Constraints, Ports } from '../contract/spec.ts';
import type {
  Connect,
  Connected,
  Refused,
  StaticContract,
  SubstitutePorts,
} from '../contract/static/connect.ts';
import type { Graph } from './graph.ts';
import type { IsOpen } from './static-chain.ts';

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

type UnknownSource<Wires, Values> = {
  [Port in keyof Wires]: Wires[Port] extends keyof Values ? never : Wires[Port];
}[keyof Wires];

type UnknownPort<Wires, Needs> = Exclude<keyof Wires, keyof Needs>;

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
    : AddCheckedNode<In, Values, Where, GraphName, Name, P, Wires>;

type AddCheckedNode<
  In extends Ports,
  Values,
  Where extends Constraints,
  GraphName extends string,
  Name extends string,
  P extends StaticContract,
  Wires,
> = [UnknownSource<Wires, Values>] extends [never]
  ? [UnknownPort<Wires, P['input']>] extends [never]
    ? Connect<P, Wires, Wired<Wires, Values>, In> extends infer R
      ? R extends Connected<
          infer Out,
          infer NewWhere extends Constraints,
          infer NewIn extends Ports,
          unknown
        >
        ? Graph<
            NewIn,
            Flat<Values & NodeSources<Name, Out>>,
            NewWhere extends readonly [] ? Where : readonly [...Where, ...NewWhere],
            GraphName
          >
        : R extends Refused<infer Message, infer Narrowing>
          ? [Narrowing] extends [never]
            ? Message
            : [SubstitutePorts<In, Narrowing>, SubstitutePorts<Values, Narrowing>] extends [
                  infer NewIn extends Ports,
                  infer NewValues,
                ]
              ? AddCheckedNode<NewIn, NewValues, Where, GraphName, Name, P, Wires>
              : never
          : never
      : never
    : `'${P['name']}' has no input port '${UnknownPort<Wires, P['input']> & string}'`
  : `there is no node or input '${UnknownSource<Wires, Values> & string}'`;

/** The outputs of a graph by port. */
export type GraphOutputs<Outputs, Values> = {
  readonly [Port in keyof Outputs]: Values[Outputs[Port] & keyof Values];
};

/** The inputs as sources: what they leave open leads back to themselves. */
export type Opened<In> = {
  readonly [Port in keyof In]: {
    readonly [K in keyof In[Port] | 'like']: K extends 'like'
      ? Port
      : K extends keyof In[Port]
        ? In[Port][K]
        : never;
  };
};
