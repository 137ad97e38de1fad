/** The value of an attribute of a node, in the words of TensorFlow's `AttrValue` message. */
export type AttributeValue =
  | { readonly type: number }
  | { readonly i: number }
  | { readonly f: number }
  | { readonly b: boolean }
  | { readonly s: Uint8Array }
  | { readonly shape: ShapeProto }
  | { readonly tensor: TensorProto }
  | { readonly list: ListValue };

/** A list as the value of an attribute; one of its fields is set. */
interface ListValue {
  readonly i?: readonly number[];
  readonly f?: readonly number[];
  readonly b?: readonly boolean[];
  readonly type?: readonly number[];
}

/** A shape, as TensorFlow's messages spell it. */
export interface ShapeProto {
  readonly dim: readonly { readonly size: number }[];
}

/** The value of a constant: its bytes, or one value that fills the shape, or strings. */
export interface TensorProto {
  readonly dtype: number;
  readonly tensorShape: ShapeProto;
  readonly tensorContent?: Uint8Array;
  readonly floatVal?: readonly number[];
  readonly intVal?: readonly number[];
  readonly boolVal?: readonly boolean[];
  readonly stringVal?: readonly Uint8Array[];
}

/** One operation of a graph. */
export interface GraphNode {
  readonly name: string;
  readonly op: string;
  /** Outputs of other nodes: `name`, or `name:2` for the third output. */
  readonly input: readonly string[];
  readonly attr: Readonly<Record<string, AttributeValue>>;
}

/** One output of a node. */
export interface GraphOutput {
  readonly node: GraphNode;
  readonly index: number;
  readonly dtype: number;
  readonly shape: readonly number[];
  /** Whether the value depends on the inputs of the graph (or is drawn anew). False: a constant. */
  readonly varies: boolean;
  /** The output with the same numbers that this is a reshape of; itself no reshape. */
  readonly reshapeOf?: GraphOutput;
}

/** How other nodes name an output. */
export function referTo({ node, index }: GraphOutput): string {
  return index === 0 ? node.name : `${node.name}:${index}`;
}

/** A shape as a message. */
export function shapeProto(shape: readonly number[]): ShapeProto {
  return { dim: shape.map((size) => ({ size })) };
}
