import { BYTES, type Value } from './graph.ts';
import type { Task } from './task.ts';

/** Where the values between tasks lie in one piece of memory. */
export interface MemoryPlan {
  readonly offsets: ReadonlyMap<Value, number>;
  readonly bytes: number;
}

interface Life {
  readonly value: Value;
  readonly bytes: number;
  readonly from: number;
  to: number;
}

/**
 * Gives each value that tasks make for each other a place, from the task that makes it to the last one
 * that reads it. Places are used again: the lowest gap that is large enough is taken, large values first.
 */
export function planMemory(
  tasks: readonly Task[],
  isInternal: (value: Value) => boolean,
): MemoryPlan {
  const lives = new Map<Value, Life>();
  tasks.forEach((task, i) => {
    for (const value of [...task.writes, ...task.reads]) {
      if (!isInternal(value)) continue;
      const life = lives.get(value);
      if (life !== undefined) life.to = i;
      else lives.set(value, { value, bytes: bytesOf(value), from: i, to: i });
    }
  });
  const placed: (Life & { readonly offset: number })[] = [];
  let bytes = 0;
  for (const life of [...lives.values()].sort((a, b) => b.bytes - a.bytes)) {
    const others = placed
      .filter((other) => other.from <= life.to && life.from <= other.to)
      .sort((a, b) => a.offset - b.offset);
    let offset = 0;
    for (const other of others) {
      if (other.offset >= offset + life.bytes) break;
      offset = Math.max(offset, other.offset + other.bytes);
    }
    placed.push({ ...life, offset });
    bytes = Math.max(bytes, offset + life.bytes);
  }
  return { offsets: new Map(placed.map(({ value, offset }) => [value, offset])), bytes };
}

/** Whole lines of the cache, so that threads do not write to the same one. */
export function bytesOf({ size, dtype }: Value): number {
  return Math.ceil((size * BYTES[dtype]) / 64) * 64;
}
