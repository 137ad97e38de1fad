import { BYTES, type Value } from './graph.ts';
import { Group } from './group.ts';
import type { Argument, Linear, Task } from './task.ts';

/** What a block of merged tasks may touch, in bytes, so that it stays in the second cache. */
const BLOCK_BYTES = 128 * 1024;

/**
 * Tasks that follow each other and go through the same units, as one: a block of the first, then the same
 * block of the next, which finds what it reads in the cache, and no wait of threads for each other.
 *
 * @param isNeeded - Whether somebody outside of a group reads a value.
 */
export function mergeTasks(
  items: readonly (Task | Group)[],
  isNeeded: (value: Value) => boolean,
): readonly Task[] {
  const merged: Task[] = [];
  for (const item of items) {
    const last = merged.at(-1);
    const both = last && join(last, item, isNeeded);
    if (both !== undefined) merged[merged.length - 1] = both;
    else merged.push(item instanceof Group ? item.toTask(isNeeded) : item);
  }
  return merged;
}

function join(
  first: Task,
  item: Task | Group,
  isNeeded: (value: Value) => boolean,
): Task | undefined {
  if (first.isDivisible !== true || first.units < 2) return undefined;
  if (!(item instanceof Group)) return merge(first, item);
  if (!item.isDivisibleBy(first.units)) return undefined;
  // Without a fixed block, as many units as both of them have room for in the cache.
  const whole = item.toTaskOf(first.units, 1, isNeeded);
  const block = first.isBlockFixed === true ? first.block : blockFor(first, whole);
  return merge(first, item.toTaskOf(first.units, block ?? 1, isNeeded));
}

/**
 * Two tasks as one.
 *
 * @returns Undefined where that would not be the same: the tasks must have the same units, and whatever
 *   they share must be shared unit by unit.
 */
function merge(first: Task, second: Task): Task | undefined {
  if (second.isDivisible !== true || first.units !== second.units) return undefined;
  const fixed = [first, second].filter(({ isBlockFixed }) => isBlockFixed === true);
  if (new Set(fixed.map(({ block }) => block)).size > 1) return undefined;
  const shared = sharedValues(first, second);
  const fits = (value: Value): boolean => isUnitByUnit(first, value) && isUnitByUnit(second, value);
  if (shared.length === 0 || !shared.every(fits)) return undefined;
  const made = new Set(first.writes);
  return {
    units: first.units,
    block: fixed[0]?.block ?? blockFor(first, second),
    align: fixed[0]?.block ?? 1,
    work: first.work + second.work,
    reads: [...new Set([...first.reads, ...second.reads.filter((value) => !made.has(value))])],
    writes: [...new Set([...first.writes, ...second.writes])],
    scratch: Math.max(first.scratch ?? 0, second.scratch ?? 0),
    calls: [...first.calls, ...second.calls],
    isDivisible: true,
    isBlockFixed: fixed.length > 0,
  };
}

/** How many units of both fit into the cache. */
function blockFor(first: Task, second: Task): number {
  return Math.max(1, Math.floor(BLOCK_BYTES / bytesPerUnit(first, second)));
}

/** Values that one writes and the other touches. */
function sharedValues(first: Task, second: Task): readonly Value[] {
  const touched = new Set([...second.reads, ...second.writes]);
  return [
    ...first.writes.filter((value) => touched.has(value)),
    ...first.reads.filter((value) => second.writes.includes(value)),
  ];
}

/** Whether unit i of a task touches the i-th equal part of a value, and nothing else of it. */
function isUnitByUnit({ calls, units }: Task, value: Value): boolean {
  const bytes = value.size * BYTES[value.dtype];
  return calls.every(({ args }) =>
    args.every(
      (each) =>
        !isLinear(each) ||
        each.base !== value ||
        ((each.offset ?? 0) === 0 && (each.perUnit ?? 0) * units === bytes),
    ),
  );
}

/** Bytes of all values that the tasks go through unit by unit. */
function bytesPerUnit(...tasks: readonly Task[]): number {
  const bytes = new Map<Value, number>();
  for (const { calls, units } of tasks) {
    for (const argument of calls.flatMap(({ args }) => args)) {
      if (!isLinear(argument) || argument.base === undefined || argument.base === 'scratch')
        continue;
      if ((argument.perUnit ?? 0) === 0) continue;
      const { base } = argument;
      bytes.set(base, (base.size * BYTES[base.dtype]) / units);
    }
  }
  return [...bytes.values()].reduce((sum, each) => sum + each, 1);
}

function isLinear(argument: Argument): argument is Linear {
  return typeof argument !== 'number';
}
