/** Element types that the kernels know. */
export type ElementType = 'float32' | 'int32' | 'bool';

/** Bytes of one element. A bool takes one, as in TensorFlow.js. */
export const BYTES: Readonly<Record<ElementType, number>> = { float32: 4, int32: 4, bool: 1 };

/** Numbers that a function works on, wherever they will lie. Reshaped tensors share one value. */
export interface Value {
  readonly size: number;
  readonly dtype: ElementType;
  /** Where it comes from, if no node makes it: the position of an argument, or what it always is. */
  readonly origin?: { readonly argument: number } | { readonly constant: ConstantData } | undefined;
}

/** The numbers of a constant. */
export type ConstantData = Float32Array | Int32Array | Uint8Array;

/** A value with the shape that an operation sees it in. */
export interface Use {
  readonly value: Value;
  readonly shape: readonly number[];
}

/** One call of a kernel of TensorFlow.js. */
export interface Node {
  /** Name of the kernel, e.g. `Conv2D`. */
  readonly kernel: string;
  /** By the name of the port; a list of tensors has the names `0`, `1` ... */
  readonly inputs: Readonly<Record<string, Use>>;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly outputs: readonly Use[];
}

/** A function as the kernels that it calls, in order. */
export interface Graph {
  /** One for each argument, in order. */
  readonly arguments: readonly Use[];
  readonly nodes: readonly Node[];
  readonly results: readonly Use[];
}

/** Number of elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, axis) => size * axis, 1);
}

/** The graph without nodes that no result needs. */
export function withoutDeadNodes(graph: Graph): Graph {
  const needed = new Set(graph.results.map(({ value }) => value));
  const nodes: Node[] = [];
  for (const node of [...graph.nodes].reverse()) {
    if (!node.outputs.some(({ value }) => needed.has(value))) continue;
    nodes.push(node);
    for (const { value } of Object.values(node.inputs)) needed.add(value);
  }
  return { ...graph, nodes: nodes.reverse() };
}
