import type { KernelExports } from '../../generated/kernels.ts';
import type { ConstantData, ElementType, Node, Use, Value } from '../graph.ts';
import type { KernelName, Task } from '../task.ts';

/**
 * An operation on numbers at the same place: several of them over the same places become one task, so
 * that what lies between them stays in the processor's cache.
 */
export interface Elementwise {
  readonly kernel: KernelName;
  /**
   * How the kernel takes its operands: `flat`, all of the size of the output; `broadcast`, two, each of
   * which may be one number, one row, or one column.
   */
  readonly form: 'flat' | 'broadcast';
  readonly operands: readonly Use[];
  readonly output: Use;
  /** What the kernel takes after the number of elements. */
  readonly options?: readonly number[] | undefined;
}

/** Takes what a node becomes, in order. */
export interface Emitter {
  /** To ask for the sizes of scratch memory. */
  readonly kernels: KernelExports;
  task(task: Task): void;
  elementwise(operation: Elementwise): void;
  /** A value for what lies between the tasks of one node. */
  temporary(shape: readonly number[], dtype?: ElementType): Use;
  constant(data: ConstantData): Use;
}

/** Turns one kernel of TensorFlow.js into calls of ours. */
export type Lowering = (node: Node, emit: Emitter) => void;

/** A table of them by the kernel's name. */
export type Lowerings = Readonly<Record<string, Lowering>>;

/** The only output of a node. */
export function outputOf(node: Node): Use {
  return node.outputs[0] as Use;
}

/** The input of a node by its name; it is there, as TensorFlow.js has checked. */
export function inputOf(node: Node, name: string): Use {
  return node.inputs[name] as Use;
}

/** The axis along which a node works, counted from the first. Default the first. */
export function axisOf({ attributes }: Node, { shape }: Use): number {
  const axis = (attributes['axis'] as number | undefined) ?? 0;
  return axis < 0 ? axis + shape.length : axis;
}

/** The inputs of a kernel that takes a list. */
export function listOf(node: Node): readonly Use[] {
  return Object.entries(node.inputs)
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, use]) => use);
}

/** Values of uses. */
export function valuesOf(uses: readonly Use[]): readonly Value[] {
  return uses.map(({ value }) => value);
}
