import type { KernelExports } from '../generated/kernels.ts';
import { type ConstantData, type Graph, type Use, type Value, withoutDeadNodes } from './graph.ts';
import { withFusedEndings } from './fuse-endings.ts';
import type { Heap } from './heap.ts';
import { bytesOf, planMemory } from './memory-plan.ts';
import type { Moving, Program, ProgramCall, Step } from './program.ts';
import { viewOf } from './resident.ts';
import { schedule } from './schedule.ts';
import type { Argument, Task } from './task.ts';

/** Below this much work it takes longer to share a task than to do it. */
const WORTH_SHARING = 8_192;

/** A function that is ready to run: its program, and what it holds of the heap. */
export interface Plan {
  readonly program: Program;
  /** What each slot is for: the values of arguments, then those of results that are made anew. */
  readonly argumentCount: number;
  readonly made: readonly Value[];
  readonly results: readonly Use[];
  /** Bytes between tasks, of constants, and of the threads' own memory. */
  readonly bytes: number;
  readonly tasks: readonly Task[];
  /** Gives back what it holds of the heap. */
  release(): void;
}

/**
 * Makes a plan of a graph: which kernels run in which order on which addresses, and where threads wait
 * for each other.
 */
export function makePlan(graph: Graph, kernels: KernelExports, heap: Heap, threads: number): Plan {
  const alive = withFusedEndings(withoutDeadNodes(graph));
  const tasks = schedule(alive, kernels);
  const made = [
    ...new Set(
      alive.results.map(({ value }) => value).filter(({ origin }) => origin === undefined),
    ),
  ];
  const slots = new Map<Value, number>();
  alive.arguments.forEach(({ value }, i) => slots.set(value, i));
  made.forEach((value, i) => slots.set(value, alive.arguments.length + i));
  const memory = planMemory(tasks, (value) => !slots.has(value) && value.origin === undefined);
  const constants = placeConstants(tasks);
  const scratchBytes = Math.max(64, ...tasks.map(({ scratch = 0 }) => roundUp(scratch)));
  const bytes = memory.bytes + constants.bytes + scratchBytes * threads;
  const base = heap.allocate(bytes);
  const constantBase = base + memory.bytes;
  for (const [value, offset] of constants.offsets) {
    const { constant } = value.origin as { readonly constant: ConstantData };
    viewOf(heap.memory, constantBase + offset, value.size, value.dtype).set(constant);
  }
  const addressOf = (value: Value): number => {
    const constant = constants.offsets.get(value);
    return constant !== undefined
      ? constantBase + constant
      : base + (memory.offsets.get(value) as number);
  };
  const program = {
    steps: stepsOf(tasks, slots, addressOf, threads),
    scratchAddress: constantBase + constants.bytes,
    scratchBytes,
  };
  return {
    program,
    argumentCount: alive.arguments.length,
    made,
    results: alive.results,
    bytes,
    tasks,
    release() {
      heap.free(base);
    },
  };
}

function placeConstants(tasks: readonly Task[]): {
  readonly offsets: ReadonlyMap<Value, number>;
  readonly bytes: number;
} {
  const offsets = new Map<Value, number>();
  let bytes = 0;
  for (const value of tasks.flatMap(({ reads }) => reads)) {
    const isConstant = value.origin !== undefined && 'constant' in value.origin;
    if (!isConstant || offsets.has(value)) continue;
    offsets.set(value, bytes);
    bytes += bytesOf(value);
  }
  return { offsets, bytes };
}

function stepsOf(
  tasks: readonly Task[],
  slots: ReadonlyMap<Value, number>,
  addressOf: (value: Value) => number,
  threads: number,
): readonly Step[] {
  /** What has been touched since threads last waited for each other. */
  let touched: { readonly task: Task; readonly isShared: boolean }[] = [];
  return tasks.map((task) => {
    const { units, block = Math.max(1, units), work } = task;
    const align = task.align ?? (task.block === undefined ? 1 : block);
    const isShared = threads > 1 && work >= WORTH_SHARING && units > align;
    const waits = touched.some(
      (earlier) => (earlier.isShared || isShared) && collide(earlier.task, task),
    );
    if (waits) touched = [];
    touched.push({ task, isShared });
    const calls = task.calls.map(({ kernel, args }): ProgramCall => {
      const resolved = args.map((argument) => resolve(argument, slots, addressOf));
      return {
        kernel,
        fixed: resolved.map(({ fixed }) => fixed),
        moving: resolved.flatMap(({ moving }, index) => (moving ? [{ index, ...moving }] : [])),
      };
    });
    return { units, block, align, isShared, waits, calls };
  });

  function collide(earlier: Task, later: Task): boolean {
    return (
      overlap(earlier.writes, later.reads) ||
      overlap(earlier.writes, later.writes) ||
      overlap(earlier.reads, later.writes)
    );
  }

  function overlap(a: readonly Value[], b: readonly Value[]): boolean {
    return a.some((one) => b.some((other) => one === other || areOnOnePlace(one, other)));
  }

  function areOnOnePlace(one: Value, other: Value): boolean {
    if (slots.has(one) || slots.has(other)) return false;
    const [first, second] = [addressOf(one), addressOf(other)];
    return first < second + bytesOf(other) && second < first + bytesOf(one);
  }
}

function resolve(
  argument: Argument,
  slots: ReadonlyMap<Value, number>,
  addressOf: (value: Value) => number,
): { readonly fixed: number; readonly moving?: Omit<Moving, 'index'> } {
  if (typeof argument === 'number') return { fixed: argument };
  const { base, offset = 0, perUnit = 0, perCount = 0, perBlock = 0 } = argument;
  const isScratch = base === 'scratch';
  const slot = base === undefined || isScratch ? -1 : (slots.get(base) ?? -1);
  const isFixed = base === undefined || isScratch || slot >= 0;
  const fixed = offset + (isFixed ? 0 : addressOf(base));
  const isMoving = isScratch || slot >= 0 || perUnit !== 0 || perCount !== 0 || perBlock !== 0;
  return isMoving ? { fixed, moving: { slot, isScratch, perUnit, perCount, perBlock } } : { fixed };
}

function roundUp(bytes: number): number {
  return Math.ceil(bytes / 64) * 64;
}
