import type { HostValue } from '@sora-particles/combinator-core';
import type { Examples } from './examples.ts';
import type { NumericArray } from './numeric-array.ts';
import { rowOf, type Table } from './table.ts';

/** An example as it lies in memory: its numbers flat, texts and bytes as they are. */
export interface BucketedExample {
  /** The inputs by port. */
  readonly x: Readonly<Record<string, HostValue | NumericArray>>;
  readonly y: NumericArray;
}

/** One of the examples. Nothing is copied. */
export function exampleOf({ inputs, targets }: Examples, row: number): BucketedExample {
  const value = (table: Table): HostValue | NumericArray =>
    table.kind === 'values' ? (table.values[row] as HostValue) : rowOf(table, row);
  return {
    x: Object.fromEntries(Object.entries(inputs).map(([port, table]) => [port, value(table)])),
    y: rowOf(targets, row),
  };
}
