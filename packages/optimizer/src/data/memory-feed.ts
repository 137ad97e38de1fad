import { keepInputs, type Kept } from './keep-inputs.ts';
import type { Examples } from './examples.ts';
import type { BatchPlan, Feed, HostBatch } from './feed.ts';
import { inOrder, orderOf } from './shuffle.ts';
import { takeRows, type HostColumn, type Table } from './table.ts';

/** Batches of examples that lie in memory. Each is a copy of a few rows; the rest stays as it is. */
export function memoryFeed(examples: Examples, plan: BatchPlan): Feed {
  const { batchSize, dropRemainder, shuffle, seed } = plan;
  const { count } = examples;
  const end = dropRemainder ? count - (count % batchSize) : count;
  let kept: Kept = {};
  return {
    examples: end,
    batches: Math.ceil(end / batchSize),
    // eslint-disable-next-line @typescript-eslint/require-await -- a stream would have to wait
    async *open(epoch, signal) {
      const order = shuffle ? orderOf(seed, epoch).permutation(count) : inOrder(count);
      for (let from = 0; from < end && signal?.aborted !== true; from += batchSize) {
        const rows = order.subarray(from, Math.min(from + batchSize, end));
        yield batchOf(examples, rows, from, kept);
      }
    },
    keepOn(engine) {
      const own = keepInputs(examples, engine);
      kept = own;
      return () => {
        kept = {};
        for (const table of Object.values(own)) table.dispose();
      };
    },
  };
}

/** Copies some examples into a batch. */
export function batchOf(
  examples: Examples,
  rows: Int32Array,
  firstIndex: number,
  kept: Kept = {},
): HostBatch {
  const { inputs, targets, weights } = examples;
  const column = (port: string, table: Table): HostColumn => {
    const own = kept[port];
    return own === undefined ? takeRows(table, rows) : { kind: 'kept', table: own, rows };
  };
  return {
    size: rows.length,
    firstIndex,
    inputs: Object.fromEntries(
      Object.entries(inputs).map(([port, table]) => [port, column(port, table)]),
    ),
    targets: takeRows(targets, rows),
    weights: weights && Float32Array.from(rows, (row) => weights[row] ?? 1),
  };
}
