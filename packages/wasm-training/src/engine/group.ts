import { BYTES, type Value } from './graph.ts';
import type { Elementwise } from './lower/lowering.ts';
import { contractSteps } from './contract-steps.ts';
import { type Placement, placementOf } from './placement.ts';
import { type Argument, at, type Call, count, type Task } from './task.ts';

/**
 * Elements in a block: what a block of a few operations touches then stays in the nearest cache, and the
 * calls cost little beside the work.
 */
const BLOCK = 4096;

/** An operand with its placement. */
export interface Operand {
  readonly value: Value;
  readonly placement: Placement;
}

/** An operation of a group. */
export interface Member {
  readonly operation: Elementwise;
  readonly operands: readonly Operand[];
}

/**
 * Operations over the same places. They are computed block by block, all operations of a block before the
 * next: what only the group itself needs never leaves the cache.
 */
export class Group {
  readonly size: number;
  private readonly members: Member[] = [];
  /** Columns of a row; undefined as long as no member cares. */
  private inner: number | undefined;

  constructor(size: number) {
    this.size = size;
  }

  /** Whether operands fit the rows of this group. */
  accepts(operands: readonly Operand[]): boolean {
    const inner = innerOf(operands);
    return inner === undefined || this.inner === undefined || inner === this.inner;
  }

  add(operation: Elementwise, operands: readonly Operand[]): void {
    this.inner ??= innerOf(operands);
    this.members.push({ operation, operands });
  }

  /**
   * The group as a task.
   *
   * @param isNeeded - Whether somebody outside of the group reads a value.
   */
  toTask(isNeeded: (value: Value) => boolean): Task {
    const inner = this.inner ?? 1;
    const rows = this.size / inner;
    // A single operation gains nothing from blocks.
    const block = this.members.length === 1 ? rows : Math.max(1, Math.floor(BLOCK / inner));
    return this.build(isNeeded, inner, block);
  }

  /** Whether it can be divided into so many units. */
  isDivisibleBy(units: number): boolean {
    return this.size > 0 && (this.size / (this.inner ?? 1)) % units === 0;
  }

  /** The group as a task of so many equal units, to be done in blocks of so many of them. */
  toTaskOf(units: number, block: number, isNeeded: (value: Value) => boolean): Task {
    const inner = this.inner ?? 1;
    const rows = this.size / inner / units;
    const task = this.build(isNeeded, inner, rows * block);
    const scale = (argument: Argument): Argument =>
      typeof argument === 'number'
        ? argument
        : {
            ...argument,
            perUnit: (argument.perUnit ?? 0) * rows,
            perCount: (argument.perCount ?? 0) * rows,
          };
    return {
      ...task,
      units,
      block,
      align: undefined,
      calls: task.calls.map(({ kernel, args }) => ({ kernel, args: args.map(scale) })),
      isDivisible: true,
      // What lies between its operations has room for that many units.
      isBlockFixed: (task.scratch ?? 0) > 0,
    };
  }

  private build(isNeeded: (value: Value) => boolean, inner: number, block: number): Task {
    const rows = this.size / inner;
    const made = new Set(this.members.map(({ operation }) => operation.output.value));
    const members = contractSteps(this.members, (value) => made.has(value) && !isNeeded(value));
    const inside = [...made].filter((value) => !isNeeded(value));
    const places = placeInside(members, inside, Math.min(rows, block) * inner);
    const address = (value: Value, perRow: number): Argument => {
      const place = places.offsets.get(value);
      return place === undefined ? at(value, perRow * BYTES[value.dtype]) : at('scratch', 0, place);
    };
    const reads = members.flatMap(({ operands }) => operands.map(({ value }) => value));
    return {
      units: rows,
      block,
      align: inner === 1 ? 16 : 1,
      work: this.size * members.length,
      reads: [...new Set(reads)].filter((value) => !made.has(value)),
      writes: [...made].filter(isNeeded),
      scratch: places.bytes,
      calls: members.map((member) => callOf(member, inner, address)),
    };
  }
}

/** Where in the memory of a thread each value lies that nobody outside needs. Places are used again. */
function placeInside(
  members: readonly Member[],
  inside: readonly Value[],
  elements: number,
): { readonly offsets: ReadonlyMap<Value, number>; readonly bytes: number } {
  const slot = Math.ceil((elements * 4) / 64) * 64;
  const lastUse = new Map<Value, number>();
  members.forEach(({ operands }, i) => {
    for (const { value } of operands) lastUse.set(value, i);
  });
  const offsets = new Map<Value, number>();
  const free: number[] = [];
  let slots = 0;
  members.forEach(({ operation, operands }, i) => {
    // Kernels may write where they read, so that the place of an operand can be that of the output. Only
    // where element sizes differ would the two run into each other.
    const { value } = operation.output;
    const releases = operands
      .map((operand) => operand.value)
      .filter((each, j, all) => all.indexOf(each) === j && lastUse.get(each) === i)
      .flatMap((each) => (offsets.has(each) ? [each] : []));
    const early = releases.filter(({ dtype }) => BYTES[dtype] === BYTES[value.dtype]);
    for (const each of early) free.push(offsets.get(each) as number);
    if (inside.includes(value)) offsets.set(value, free.pop() ?? slot * slots++);
    for (const each of releases) {
      if (!early.includes(each)) free.push(offsets.get(each) as number);
    }
  });
  return { offsets, bytes: slot * slots };
}

/** How an operation sees its operands. */
export function operandsOf({ operands, output }: Elementwise): readonly (Operand | undefined)[] {
  return operands.map(({ value, shape }) => {
    const placement = placementOf(shape, output.shape);
    return placement && { value, placement };
  });
}

/** How many columns the operands need a row to have; undefined if any number does. NaN if they disagree. */
function innerOf(operands: readonly Operand[]): number | undefined {
  const inners = operands.flatMap(({ placement }) =>
    'inner' in placement ? [placement.inner] : [],
  );
  return new Set(inners).size > 1 ? NaN : inners[0];
}

function callOf(
  { operation, operands }: Member,
  inner: number,
  address: (value: Value, perRow: number) => Argument,
): Call {
  const { kernel, form, output, options = [] } = operation;
  const perRow = ({ kind }: Placement): number =>
    kind === 'full' ? inner : kind === 'column' ? 1 : 0;
  const y = address(output.value, inner);
  const inputs = operands.map(({ value, placement }) => address(value, perRow(placement)));
  if (form === 'flat') return { kernel, args: [...inputs, y, count(inner), ...options] };
  const isPlain = operands.every(({ placement }) => !('inner' in placement));
  // Without rows and columns, all rows of the block are one.
  const size: readonly Argument[] = isPlain ? [1, count(inner)] : [count(), inner];
  const strides = operands.flatMap(({ placement: { kind } }): readonly Argument[] => {
    if (kind === 'one') return [0, 0];
    if (kind === 'row') return [0, 1];
    if (kind === 'column') return [1, 0];
    return [isPlain ? 0 : inner, 1];
  });
  return { kernel, args: [...inputs, y, ...size, ...strides] };
}
