import type { HostValue, KeptRows } from '@sora-particles/combinator-core';
import { sizeOf, type NumericArray } from './numeric-array.ts';

/** Element types that examples are converted to. */
export type NumberType = 'float32' | 'int32' | 'bool';

/** All examples for a port that takes a tensor, where they lie: as one array, or as one for each. */
export interface NumberTable {
  readonly kind: 'numbers';
  readonly count: number;
  readonly itemShape: readonly number[];
  /** What a batch is converted to. */
  readonly dtype: NumberType;
  readonly storage: NumericArray | readonly NumericArray[];
}

/** All examples for a port that takes bytes, text or records. */
export interface ValueTable {
  readonly kind: 'values';
  readonly count: number;
  readonly values: readonly HostValue[];
}

/** All examples for one port. */
export type Table = NumberTable | ValueTable;

/** The examples of one batch for one port: on the host and not shared with anything, or yet to be picked. */
export type HostColumn =
  | {
      readonly kind: 'numbers';
      readonly values: Float32Array | Int32Array | Uint8Array;
      readonly shape: readonly number[];
      readonly dtype: NumberType;
    }
  | { readonly kind: 'values'; readonly values: readonly HostValue[] }
  | { readonly kind: 'kept'; readonly table: KeptRows; readonly rows: Int32Array };

/** Copies the examples at `rows` out of a table. */
export function takeRows(table: Table, rows: ArrayLike<number>): HostColumn {
  if (table.kind === 'values') {
    return { kind: 'values', values: Array.from(rows, (row) => table.values[row] as HostValue) };
  }
  const { itemShape, dtype, storage } = table;
  const size = sizeOf(itemShape);
  const values = allocate(dtype, rows.length * size);
  if (isRows(storage)) {
    for (let i = 0; i < rows.length; i++) values.set(storage[rows[i] as number] ?? [], i * size);
  } else if (size === 1) {
    for (let i = 0; i < rows.length; i++) values[i] = storage[rows[i] as number] as number;
  } else {
    for (let i = 0; i < rows.length; i++) {
      const start = (rows[i] as number) * size;
      values.set(storage.subarray(start, start + size), i * size);
    }
  }
  return { kind: 'numbers', values, shape: [rows.length, ...itemShape], dtype };
}

/** The numbers of one example, flat. Nothing is copied. */
export function rowOf({ itemShape, storage }: NumberTable, row: number): NumericArray {
  if (isRows(storage)) return storage[row] as NumericArray;
  const size = sizeOf(itemShape);
  return storage.subarray(row * size, (row + 1) * size);
}

/** The part of a table between two examples; nothing is copied. */
export function sliceTable<Kind extends Table>(table: Kind, from: number, to: number): Kind;
export function sliceTable(table: Table, from: number, to: number): Table {
  if (table.kind === 'values') {
    return { ...table, count: to - from, values: table.values.slice(from, to) };
  }
  const { storage } = table;
  const size = sizeOf(table.itemShape);
  return {
    ...table,
    count: to - from,
    storage: isRows(storage) ? storage.slice(from, to) : storage.subarray(from * size, to * size),
  };
}

/** Whether each example has an array of its own. */
export function isRows(
  storage: NumericArray | readonly NumericArray[],
): storage is readonly NumericArray[] {
  return Array.isArray(storage);
}

function allocate(dtype: NumberType, length: number): Float32Array | Int32Array | Uint8Array {
  if (dtype === 'float32') return new Float32Array(length);
  return dtype === 'int32' ? new Int32Array(length) : new Uint8Array(length);
}
