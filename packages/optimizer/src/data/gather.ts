import { ParticleError } from '@sora-particles/combinator-core';
import type { ReadingPlan } from './examples.ts';
import { perPort } from './per-port.ts';
import { describe } from './refuse.ts';

/** A data set whose ports are lists of examples. */
export interface Gathered {
  readonly x: Readonly<Record<string, readonly unknown[]>>;
  readonly y: readonly unknown[];
  readonly sampleWeights?: readonly unknown[];
}

/**
 * Collects single examples into batches.
 *
 * @param dropRemainder - Leaves out the last ones if they do not fill a batch.
 */
export async function* gather(
  path: string,
  reading: ReadingPlan,
  examples: AsyncIterable<unknown>,
  batchSize: number,
  dropRemainder: boolean,
): AsyncGenerator<Gathered, void, undefined> {
  let waiting: unknown[] = [];
  let seen = 0;
  for await (const example of examples) {
    waiting.push(example);
    if (waiting.length < batchSize) continue;
    yield gatherAll(path, reading, waiting, seen);
    seen += waiting.length;
    waiting = [];
  }
  if (waiting.length > 0 && !dropRemainder) yield gatherAll(path, reading, waiting, seen);
}

/**
 * Turns a list of examples into a data set.
 *
 * @throws ParticleError `value-invalid` for what is no `{ x, y }`, naming its index.
 */
export function gatherAll(
  path: string,
  { name, ports }: ReadingPlan,
  examples: readonly unknown[],
  firstIndex = 0,
): Gathered {
  const at = (index: number): string => `${path}[${String(firstIndex + index)}]`;
  const list = examples.map((example, index) => checkExample(at(index), example));
  const inputs = list.map(({ x }, index) => perPort(`${at(index)}.x`, name, ports, x));
  const isWeighted = list.some(({ sampleWeight }) => sampleWeight !== undefined);
  return {
    x: Object.fromEntries(
      Object.keys(inputs[0] ?? {}).map((port) => [port, inputs.map((input) => input[port])]),
    ),
    y: list.map(({ y }) => y),
    ...(isWeighted && { sampleWeights: list.map(({ sampleWeight = 1 }) => sampleWeight) }),
  };
}

interface LooseExample {
  readonly x: unknown;
  readonly y: unknown;
  readonly sampleWeight?: unknown;
}

function checkExample(path: string, example: unknown): LooseExample {
  const keys = typeof example === 'object' && example !== null ? Object.keys(example) : [];
  const isExample =
    keys.includes('x') &&
    keys.includes('y') &&
    keys.every((key) => key === 'x' || key === 'y' || key === 'sampleWeight');
  if (isExample) return example as LooseExample;
  throw new ParticleError({
    code: 'value-invalid',
    summary: `${path} is not an example`,
    path,
    expected: '{ x, y, sampleWeight? }',
    found: describe(example),
  });
}
