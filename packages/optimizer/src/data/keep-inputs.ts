import type { Engine, KeptRows, RowTable } from '@sora-particles/combinator-core';
import type { Examples } from './examples.ts';
import { isRows, type Table } from './table.ts';

/** The ports whose examples an engine keeps. */
export type Kept = Readonly<Record<string, KeptRows>>;

/** Hands an engine what it can keep of the inputs; the rest stays where it is. */
export function keepInputs({ inputs }: Examples, engine: Engine): Kept {
  const kept: Record<string, KeptRows> = {};
  for (const [port, table] of Object.entries(inputs)) {
    const rows = rowTableOf(table);
    const own = rows && engine.keepRows?.(rows);
    if (own !== undefined) kept[port] = own;
  }
  return kept;
}

// By tag, so that arrays from another realm count too.
const KEEPABLE = /^(?:Float32|Int32|Uint8|Uint8Clamped)Array$/;

function rowTableOf(table: Table): RowTable | undefined {
  if (table.kind === 'values' || isRows(table.storage)) return undefined;
  const { count, itemShape, dtype, storage } = table;
  if (!KEEPABLE.test(storage[Symbol.toStringTag])) return undefined;
  return { values: storage as RowTable['values'], shape: [count, ...itemShape], dtype };
}
