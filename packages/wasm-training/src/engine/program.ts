import type { KernelExports } from '../generated/kernels.ts';
import type { KernelName } from './task.ts';

/** An argument that is another one for each block or each run. */
export interface Moving {
  /** Which argument of the call. */
  readonly index: number;
  /** The address in this slot is added; -1 for none. */
  readonly slot: number;
  /** Whether the address of the thread's own memory is added. */
  readonly isScratch: boolean;
  readonly perUnit: number;
  readonly perCount: number;
  readonly perBlock: number;
}

/** A call with its fixed part: what is moving is added to it. */
export interface ProgramCall {
  readonly kernel: KernelName;
  readonly fixed: readonly number[];
  readonly moving: readonly Moving[];
}

/** A task with addresses. */
export interface Step {
  readonly units: number;
  readonly block: number;
  readonly align: number;
  /** Whether threads share it; else the first one does it alone. */
  readonly isShared: boolean;
  /** Whether all threads wait for each other before it. */
  readonly waits: boolean;
  readonly calls: readonly ProgramCall[];
}

/** A plan as plain data, which every thread can be handed. */
export interface Program {
  readonly steps: readonly Step[];
  /** Memory that each thread has for itself. */
  readonly scratchAddress: number;
  readonly scratchBytes: number;
}

/** Which of how many threads. */
export interface Thread {
  readonly index: number;
  readonly count: number;
}

/** Runs the part of one thread. `slots` holds the addresses of arguments and results. */
export type Runner = (slots: Int32Array, wait: () => void) => void;

/** The first unit of a thread and the one after its last: as many as the others have, or one block less. */
function rangeOf(
  { units, align, isShared }: Pick<Step, 'units' | 'align' | 'isShared'>,
  { index, count }: Thread,
): readonly [from: number, to: number] {
  if (!isShared) return index === 0 ? [0, units] : [0, 0];
  const chunks = Math.ceil(units / align);
  const edge = (thread: number): number =>
    Math.min(units, Math.floor((chunks * thread) / count) * align);
  return [edge(index), edge(index + 1)];
}

/** Numbers of a moving argument in the table of a call. */
const FIELDS = 4;

/** A call as its thread makes it: `args` is overwritten for each block. */
interface PreparedCall {
  readonly run: (...args: number[]) => void;
  readonly args: number[];
  /** For each moving argument: its index, and what is added per unit, per count and per block. */
  readonly table: Int32Array;
  /** Its part that stays the same during a run, without and with the address in its slot. */
  readonly starts: Int32Array;
  readonly bases: Int32Array;
  readonly slots: Int32Array;
}

/** Makes a program ready to be run by one thread. */
export function prepareRunner(
  { steps, scratchAddress, scratchBytes }: Program,
  kernels: KernelExports,
  thread: Thread,
): Runner {
  const scratch = scratchAddress + thread.index * scratchBytes;
  const prepared = steps.map((step) => {
    const [from, to] = rangeOf(step, thread);
    const calls = step.calls.map((call) => prepareCall(call, kernels, scratch));
    return { from, to, block: step.block, waits: step.waits, calls };
  });
  return (slots, wait) => {
    for (const { from, to, block, waits, calls } of prepared) {
      if (waits) wait();
      if (from >= to) continue;
      for (const call of calls) addSlots(call, slots);
      for (let first = from; first < to; first += block) {
        const count = Math.min(block, to - first);
        const index = Math.floor(first / block);
        for (const call of calls) runBlock(call, first, count, index);
      }
    }
  };
}

function prepareCall(
  { kernel, fixed, moving }: ProgramCall,
  kernels: KernelExports,
  scratch: number,
): PreparedCall {
  return {
    run: kernels[kernel] as (...args: number[]) => void,
    args: [...fixed],
    table: Int32Array.from(
      moving.flatMap(({ index, perUnit, perCount, perBlock }) => [
        ...[index, perUnit, perCount, perBlock],
      ]),
    ),
    starts: Int32Array.from(
      moving.map(({ index, isScratch }) => (fixed[index] as number) + (isScratch ? scratch : 0)),
    ),
    bases: new Int32Array(moving.length),
    slots: Int32Array.from(moving.map(({ slot }) => slot)),
  };
}

function addSlots({ starts, bases, slots }: PreparedCall, addresses: Int32Array): void {
  for (let i = 0; i < slots.length; i++) {
    const slot = slots[i] as number;
    bases[i] = (starts[i] as number) + (slot < 0 ? 0 : (addresses[slot] as number));
  }
}

function runBlock(call: PreparedCall, first: number, count: number, block: number): void {
  const { run, args, table, bases } = call;
  for (let i = 0, at = 0; i < bases.length; i++, at += FIELDS) {
    args[table[at] as number] =
      (bases[i] as number) +
      (table[at + 1] as number) * first +
      (table[at + 2] as number) * count +
      (table[at + 3] as number) * block;
  }
  // Spelled out for the most frequent, which spares the engine the way through a list.
  const [a = 0, b = 0, c = 0] = args;
  if (args.length === 3) run(a, b, c);
  else run(...args);
}
