import { ParticleError, type Ports, type TensorSpec } from '@sora-particles/combinator-core';
import { perPort } from './per-port.ts';
import { readNumbers } from './read-numbers.ts';
import { readPort } from './read-port.ts';
import { readWeights } from './read-weights.ts';
import { describe } from './refuse.ts';
import { sliceTable, type NumberTable, type Table } from './table.ts';

/** Examples that lie in memory, one table for each port. */
export interface Examples {
  readonly count: number;
  readonly inputs: Readonly<Record<string, Table>>;
  readonly targets: NumberTable;
  readonly weights: Float32Array | undefined;
}

/** What examples are read for. */
export interface ReadingPlan {
  /** Name of the particle, for messages. */
  readonly name: string;
  readonly ports: Ports;
}

const KEYS = ['x', 'y', 'sampleWeights'];
// Targets belong to the loss, which checks them in terms of its own.
const TARGETS: TensorSpec = { shape: ['batch'] };

/**
 * Reads a data set (or one batch of it) into tables, of equal length and free of NaN.
 *
 * @param path - What it is, for messages, e.g. `validationData`.
 * @param firstIndex - Index of the first example in the data, for messages.
 * @throws ParticleError as {@link perPort}, {@link readNumbers}, and `data-length-mismatch`.
 */
export async function readExamples(
  path: string,
  { name, ports }: ReadingPlan,
  given: unknown,
  firstIndex = 0,
): Promise<Examples> {
  checkKeys(path, given);
  const byPort = perPort(`${path}.x`, name, ports, given.x);
  const inputs: Record<string, Table> = {};
  for (const [port, data] of Object.entries(byPort)) {
    const spec = ports[port];
    if (spec === undefined || data === undefined) continue;
    const isOnly = Object.keys(ports).length === 1;
    inputs[port] = await readPort(
      isOnly ? `${path}.x` : `${path}.x.${port}`,
      spec,
      data,
      firstIndex,
    );
  }
  const targets = await readNumbers(`${path}.y`, TARGETS, given.y, firstIndex);
  const count = commonLength(path, { ...inputs, y: targets });
  const weights =
    given.sampleWeights === undefined
      ? undefined
      : readWeights(`${path}.sampleWeights`, given.sampleWeights, count, firstIndex);
  return { count, inputs, targets, weights };
}

/** The examples between two positions; nothing is copied. */
export function sliceExamples(examples: Examples, from: number, to: number): Examples {
  return {
    count: to - from,
    inputs: Object.fromEntries(
      Object.entries(examples.inputs).map(([port, table]) => [port, sliceTable(table, from, to)]),
    ),
    targets: sliceTable(examples.targets, from, to),
    weights: examples.weights?.subarray(from, to),
  };
}

function checkKeys(
  path: string,
  given: unknown,
): asserts given is { readonly x: unknown; readonly y: unknown; readonly sampleWeights?: unknown } {
  const isObject = typeof given === 'object' && given !== null && !Array.isArray(given);
  const keys = isObject ? Object.keys(given) : [];
  const unknown = keys.find((key) => !KEYS.includes(key));
  const missing = ['x', 'y'].find((key) => !keys.includes(key));
  if (unknown === undefined && missing === undefined) return;
  throw new ParticleError({
    code: unknown === undefined ? 'option-missing' : 'option-unknown',
    summary:
      unknown === undefined ? `${path} needs '${String(missing)}'` : `${path} has no '${unknown}'`,
    path,
    expected: '{ x, y, sampleWeights? }',
    found: describe(given),
  });
}

function commonLength(path: string, tables: Readonly<Record<string, Table>>): number {
  const counts = Object.entries(tables).map(([port, { count }]) => [port, count] as const);
  const [, first = 0] = counts[0] ?? [];
  if (counts.every(([, count]) => count === first)) return first;
  throw new ParticleError({
    code: 'data-length-mismatch',
    summary: `${path}: inputs and targets hold different numbers of examples`,
    path,
    expected: `${String(first)} each`,
    found: counts.map(([port, count]) => `${port}: ${String(count)}`).join(', '),
  });
}
