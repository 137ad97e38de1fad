import { isTensorSpec, type Ports, type Spec, type Supply } from '@sora-particles/combinator-core';
import type { Examples } from './examples.ts';
import type { Table } from './table.ts';

/**
 * What examples are in terms of a contract, for `connect` to prove that they fit. Numbers that have
 * been scanned are within the range that the port states.
 *
 * @param from - What the examples are called in messages.
 */
export function suppliesOf(
  from: string,
  ports: Ports,
  examples: Examples,
): Readonly<Record<string, Supply>> {
  return Object.fromEntries(
    Object.entries(examples.inputs).map(([port, table]) => [
      port,
      { from, spec: specOf(table, ports[port]) },
    ]),
  );
}

function specOf(table: Table, needed: Spec | undefined): Spec {
  if (table.kind === 'values') {
    const value = needed !== undefined && !isTensorSpec(needed) ? needed.value : 'record';
    return { value, shape: ['batch'] };
  }
  const range = needed !== undefined && isTensorSpec(needed) ? needed.range : undefined;
  return {
    shape: ['batch', ...table.itemShape],
    dtype: table.dtype,
    ...(range !== undefined && { range }),
  };
}
