import type { KernelExports } from '../generated/kernels.ts';
import type { ConstantData, ElementType, Graph, Use, Value } from './graph.ts';
import { Group, type Operand, operandsOf } from './group.ts';
import { lowerings } from './lower/index.ts';
import type { Elementwise, Emitter, Lowering } from './lower/lowering.ts';
import { broadcast } from './lower/movement.ts';
import { mergeTasks } from './merge.ts';
import type { Task } from './task.ts';
import { sizeOf } from './graph.ts';

/** What is done for a value before it is needed: its group, which waits for more operations. */
type Pending = Map<Value, Group>;

/**
 * Turns the nodes of a graph into tasks. Operations on numbers at the same place are put off until
 * somebody needs what they give, so that as many as possible run as one.
 */
export function schedule(graph: Graph, kernels: KernelExports): readonly Task[] {
  const tasks: (Task | Group)[] = [];
  const pending: Pending = new Map();
  const open = new Set<Group>();

  const flush = (group: Group | undefined): void => {
    if (group === undefined || !open.delete(group)) return;
    tasks.push(group);
    for (const [value, own] of pending) if (own === group) pending.delete(value);
  };
  const emit: Emitter = {
    kernels,
    task(task) {
      for (const value of task.reads) flush(pending.get(value));
      tasks.push(task);
    },
    elementwise(operation) {
      const operands = spreadOperands(operation, emit);
      join(operation, operands, pending, open, flush);
    },
    temporary: (shape: readonly number[], dtype: ElementType = 'float32'): Use => ({
      value: { size: sizeOf(shape), dtype },
      shape,
    }),
    constant: (data: ConstantData): Use => ({
      value: { size: data.length, dtype: typeOf(data), origin: { constant: data } },
      shape: [data.length],
    }),
  };
  for (const node of graph.nodes) (lowerings[node.kernel] as Lowering)(node, emit);
  for (const group of [...open]) flush(group);
  return resolve(tasks, graph);
}

/** Operands that are spread in a way no kernel knows are first copied to the size of the output. */
function spreadOperands(operation: Elementwise, emit: Emitter): readonly Operand[] {
  const { form, operands, output } = operation;
  const placed = operandsOf(operation);
  const inners = new Set(
    placed.flatMap((each) => (each && 'inner' in each.placement ? [each.placement.inner] : [])),
  );
  return placed.map((operand, i): Operand => {
    const isKnown =
      operand !== undefined &&
      (operand.placement.kind === 'full' || (form === 'broadcast' && inners.size < 2)) &&
      // Only numbers of four bytes are spread by the kernels themselves.
      (operand.placement.kind === 'full' || operand.value.dtype !== 'bool');
    if (isKnown) return operand;
    const whole = emit.temporary(output.shape, (operands[i] as Use).value.dtype);
    broadcast(emit, operands[i] as Use, whole);
    return { value: whole.value, placement: { kind: 'full' } };
  });
}

/** Puts an operation into a group that waits, or opens one. */
function join(
  operation: Elementwise,
  operands: readonly Operand[],
  pending: Pending,
  open: Set<Group>,
  flush: (group: Group | undefined) => void,
): void {
  const { size } = operation.output.value;
  const fits = (group: Group): boolean => group.size === size && group.accepts(operands);
  // The newest group that waits, as it holds what the others may depend on.
  let target = [...open].reverse().find(fits);
  for (const { value, placement } of operands) {
    const source = pending.get(value);
    if (source === undefined || (source === target && placement.kind === 'full')) continue;
    flush(source);
    if (source === target) target = undefined;
  }
  if (target === undefined || !open.has(target)) {
    target = new Group(size);
    open.add(target);
  }
  target.add(operation, operands);
  pending.set(operation.output.value, target);
}

/** Now that all readers are known, turns groups into tasks. */
function resolve(tasks: readonly (Task | Group)[], graph: Graph): readonly Task[] {
  const wanted = new Set(graph.results.map(({ value }) => value));
  const readers = new Map<Value, number>();
  const isReadBy = (value: Value): void => {
    readers.set(value, (readers.get(value) ?? 0) + 1);
  };
  for (const task of tasks) {
    const { reads } = task instanceof Group ? task.toTask(() => true) : task;
    for (const value of reads) isReadBy(value);
  }
  const isNeeded = (value: Value): boolean => wanted.has(value) || readers.has(value);
  return mergeTasks(tasks, isNeeded);
}

function typeOf(data: ConstantData): ElementType {
  if (data instanceof Float32Array) return 'float32';
  return data instanceof Int32Array ? 'int32' : 'bool';
}
