import { isTensorSpec, type Range, type Spec } from '@sora-particles/combinator-core';
import { readNumbers } from './read-numbers.ts';
import { readValues } from './read-values.ts';
import { scanNumbers } from './scan.ts';
import type { Table } from './table.ts';

/**
 * Reads and scans all examples for one port.
 *
 * @param path - What they are, for messages, e.g. `data.x`.
 * @param firstIndex - Index of the first example in the data, for messages.
 */
export async function readPort(
  path: string,
  spec: Spec,
  data: unknown,
  firstIndex: number,
): Promise<Table> {
  if (!isTensorSpec(spec)) return readValues(path, spec, data);
  const table = await readNumbers(path, spec, data, firstIndex);
  scanNumbers(path, table, statedRange(spec.range), firstIndex);
  return table;
}

function statedRange(range: unknown): Range | undefined {
  return Array.isArray(range) ? (range as unknown as Range) : undefined;
}
