import { ParticleError } from '@sora-particles/combinator-core';
import type { Examples } from './examples.ts';
import { sizeOf } from './numeric-array.ts';
import { rowOf, type NumberTable, type Table } from './table.ts';

/**
 * Cuts the axis behind the examples to a length, in some of the tables. Nothing is copied.
 *
 * @param names - `'y'`, `'x'` or `'x.<port>'`.
 * @param rows - Those that are to be used: what is cut off them must be 0.
 * @throws ParticleError `port-unknown`, `kind-mismatch`, or `value-invalid`, naming the example.
 */
export function trimmed(
  path: string,
  examples: Examples,
  names: readonly string[],
  length: number,
  rows: Iterable<number>,
): Examples {
  const inputs: Record<string, Table> = { ...examples.inputs };
  let { targets } = examples;
  const ports = Object.keys(inputs);
  for (const name of names) {
    const place = `${path}.${name}`;
    if (name === 'y') {
      targets = cut(place, targets, length, rows);
      continue;
    }
    const port = name === 'x' && ports.length === 1 ? ports[0] : /^x\.(.+)$/.exec(name)?.[1];
    const table = port !== undefined && Object.hasOwn(inputs, port) ? inputs[port] : undefined;
    if (port === undefined || table === undefined) throw unknownPort(place, ports);
    inputs[port] = cut(place, table, length, rows);
  }
  return { ...examples, inputs, targets };
}

function cut(path: string, table: Table, length: number, rows: Iterable<number>): NumberTable {
  const [time, ...rest] = table.kind === 'numbers' ? table.itemShape : [];
  if (table.kind !== 'numbers' || time === undefined) throw noAxis(path, table);
  const itemShape = [Math.min(time, length), ...rest];
  const size = sizeOf(itemShape);
  for (const row of rows) {
    const at = rowOf(table, row)
      .subarray(size)
      .findIndex((value) => value !== 0);
    if (at !== -1)
      throw notPadding(`${path}[${row}]`, Math.floor((size + at) / sizeOf(rest)), length);
  }
  const storage = Array.from({ length: table.count }, (_, row) =>
    rowOf(table, row).subarray(0, size),
  );
  return { ...table, itemShape, storage };
}

function unknownPort(path: string, ports: readonly string[]): ParticleError {
  const inputs = ports.length === 1 ? ['x'] : ports.map((port) => `x.${port}`);
  return new ParticleError({
    code: 'port-unknown',
    summary: `bucketByLength.trim: there is no ${path}`,
    path,
    expected: ['y', ...inputs].join(', '),
  });
}

function noAxis(path: string, { kind }: Table): ParticleError {
  return new ParticleError({
    code: 'kind-mismatch',
    summary: `bucketByLength.trim: ${path} has no second axis that could be cut`,
    path,
    expected: 'numbers [examples, time, ...]',
    found: kind === 'values' ? 'bytes, texts or records' : 'one number for each example',
  });
}

function notPadding(path: string, at: number, length: number): ParticleError {
  return new ParticleError({
    code: 'value-invalid',
    summary: `${path} is longer than its bucket`,
    path,
    expected: `nothing but 0 from position ${length} on`,
    found: `something else at position ${at}`,
    remedy: 'let bucketByLength.length count all that is no padding',
  });
}
