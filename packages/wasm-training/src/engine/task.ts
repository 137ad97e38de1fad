import type { KernelExports } from '../generated/kernels.ts';
import type { Value } from './graph.ts';

/** The name of a function in `assembly/`. */
export type KernelName = Exclude<keyof KernelExports, number | symbol>;

/**
 * An argument of a call, as it depends on the part of the work that the call is for: a sum of the address
 * of `base` and of multiples of the first unit, of the count of units, and of the index of the block.
 */
export interface Linear {
  /** `'scratch'`: the memory that each thread has for itself. */
  readonly base?: Value | 'scratch' | undefined;
  readonly offset?: number | undefined;
  readonly perUnit?: number | undefined;
  readonly perCount?: number | undefined;
  readonly perBlock?: number | undefined;
}

/** A number that is always the same, or one that depends on the part of the work. */
export type Argument = number | Linear;

/** A call of a kernel. */
export interface Call {
  readonly kernel: KernelName;
  readonly args: readonly Argument[];
}

/**
 * A piece of work between two points at which threads wait for each other. It is made of units, which may
 * be done in any order and by any thread; a thread does a block of them at a time, with all calls.
 */
export interface Task {
  readonly units: number;
  /** How many units a thread takes at a time; as many as there are, if left out. */
  readonly block?: number | undefined;
  /** The first unit of a thread is a multiple of this. Default `block`, or else 1. */
  readonly align?: number | undefined;
  /** About how many operations on a number it takes, to tell whether it is worth to share. */
  readonly work: number;
  readonly reads: readonly Value[];
  readonly writes: readonly Value[];
  /** Bytes of memory that each thread needs for itself. */
  readonly scratch?: number | undefined;
  readonly calls: readonly Call[];
  /** Whether a block may be a few units at no great cost, so that the task may be merged with others. */
  readonly isDivisible?: boolean | undefined;
  /** Whether it must be done in blocks of `block`, and no others. */
  readonly isBlockFixed?: boolean | undefined;
}

/** The address of a value, and how it moves with the unit. */
export function at(base: Value | 'scratch', perUnit = 0, offset = 0): Linear {
  return { base, perUnit, offset };
}

/** The count of units, times something. */
export function count(perCount = 1): Linear {
  return { perCount };
}
