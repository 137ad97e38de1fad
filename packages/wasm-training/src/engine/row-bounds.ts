import { ParticleError } from '@sora-particles/combinator-core';
import type { Graph } from './graph.ts';
import { viewOf } from './resident.ts';

/** An argument whose numbers pick rows of something. */
export interface RowBound {
  /** Its position among the arguments. */
  readonly argument: number;
  /** How many numbers it holds. */
  readonly size: number;
  /** How many rows there are. */
  readonly rows: number;
}

/**
 * Which arguments pick rows: they are checked before each run, as the backends of TensorFlow.js do it.
 * Row numbers that the function computes by itself are not: where they are out of range, kernels give
 * zeros.
 */
export function rowBounds({ nodes }: Graph): readonly RowBound[] {
  const bounds = new Map<number, RowBound>();
  for (const { kernel, inputs, attributes } of nodes) {
    if (kernel !== 'GatherV2') continue;
    const { x, indices } = inputs;
    const origin = indices?.value.origin;
    if (x === undefined || origin === undefined || !('argument' in origin)) continue;
    const { argument } = origin;
    const rows = x.shape[(attributes['axis'] as number | undefined) ?? 0] ?? 1;
    const least = Math.min(rows, bounds.get(argument)?.rows ?? rows);
    bounds.set(argument, { argument, size: indices?.value.size ?? 0, rows: least });
  }
  return [...bounds.values()];
}

/**
 * Checks the arguments of a call, before anything is allocated or changed.
 *
 * @param addresses - Where each argument lies.
 * @throws ParticleError `value-out-of-range`.
 */
export function checkRows(
  bounds: readonly RowBound[],
  addresses: readonly number[],
  memory: WebAssembly.Memory,
): void {
  for (const { argument, size, rows } of bounds) {
    const ids = viewOf(memory, addresses[argument] as number, size, 'int32');
    for (let i = 0; i < size; i++) {
      const id = ids[i] as number;
      if (id >= 0 && id < rows) continue;
      throw new ParticleError({
        code: 'value-out-of-range',
        summary: `there is no row ${String(id)} to pick`,
        path: `argument ${String(argument)}[${String(i)}]`,
        expected: `numbers from 0 to ${String(rows - 1)}`,
        found: String(id),
      });
    }
  }
}
