import type { Examples } from './examples.ts';
import type { BatchPlan, Feed, HostBatch } from './feed.ts';
import { inOrder, orderOf } from './shuffle.ts';
import { takeRows } from './table.ts';

/** Batches of examples that lie in memory. Each is a copy of a few rows; the rest stays as it is. */
export function memoryFeed(examples: Examples, plan: BatchPlan): Feed {
  const { batchSize, dropRemainder, shuffle, seed } = plan;
  const { count } = examples;
  const end = dropRemainder ? count - (count % batchSize) : count;
  return {
    examples: end,
    batches: Math.ceil(end / batchSize),
    // eslint-disable-next-line @typescript-eslint/require-await -- a stream would have to wait
    async *open(epoch, signal) {
      const order = shuffle ? orderOf(seed, epoch).permutation(count) : inOrder(count);
      for (let from = 0; from < end && signal?.aborted !== true; from += batchSize) {
        const rows = order.subarray(from, Math.min(from + batchSize, end));
        yield batchOf(examples, rows, from);
      }
    },
  };
}

/** Copies some examples into a batch. */
export function batchOf(examples: Examples, rows: Int32Array, firstIndex: number): HostBatch {
  const { inputs, targets, weights } = examples;
  return {
    size: rows.length,
    firstIndex,
    inputs: Object.fromEntries(
      Object.entries(inputs).map(([port, table]) => [port, takeRows(table, rows)]),
    ),
    targets: takeRows(targets, rows),
    weights: weights && Float32Array.from(rows, (row) => weights[row] ?? 1),
  };
}
