import type { Bucket } from './buckets.ts';
import type { BatchPlan, Feed } from './feed.ts';
import { batchOf } from './memory-feed.ts';
import { inOrder, orderOf } from './shuffle.ts';

/**
 * Batches of examples of about one length. All examples are gone through in the order of the epoch, each
 * waits in its bucket, and a bucket that is full is a batch; what is left at the end are the last, smaller
 * ones. So the order of the batches is as random as that of the examples, and depends on nothing but seed
 * and epoch.
 */
export function bucketFeed(buckets: readonly Bucket[], plan: BatchPlan): Feed {
  const { batchSize, dropRemainder, shuffle, seed } = plan;
  const sizes = buckets.map(({ rows }) => rows.size);
  const total = (of: (size: number) => number): number =>
    sizes.reduce((sum, size) => sum + of(size), 0);
  const bucketAt = new Int32Array(total((size) => size));
  buckets.forEach(({ rows }, i) => {
    for (const row of rows) bucketAt[row] = i;
  });
  return {
    examples: total((size) => (dropRemainder ? size - (size % batchSize) : size)),
    batches: total((size) => (dropRemainder ? Math.floor : Math.ceil)(size / batchSize)),
    // eslint-disable-next-line @typescript-eslint/require-await -- a stream would have to wait
    async *open(epoch, signal) {
      const order = shuffle
        ? orderOf(seed, epoch).permutation(bucketAt.length)
        : inOrder(bucketAt.length);
      const waiting = buckets.map((): number[] => []);
      let seen = 0;
      const take = ({ examples }: Bucket, rows: number[]) => {
        const batch = batchOf(examples, Int32Array.from(rows), seen);
        seen += rows.length;
        rows.length = 0;
        return batch;
      };
      for (const row of order) {
        if (signal?.aborted === true) return;
        const at = bucketAt[row] as number;
        const [bucket, rows] = [buckets[at] as Bucket, waiting[at] as number[]];
        rows.push(row);
        if (rows.length === batchSize) yield take(bucket, rows);
      }
      if (dropRemainder) return;
      for (const [at, bucket] of buckets.entries()) {
        const rows = waiting[at] as number[];
        if (rows.length > 0 && signal?.aborted !== true) yield take(bucket, rows);
      }
    },
  };
}
