import { ParticleError } from '@sora-particles/combinator-core';
import { readExamples, type Examples, type ReadingPlan } from './examples.ts';
import type { BatchPlan, Feed } from './feed.ts';
import { gather } from './gather.ts';
import { batchOf } from './memory-feed.ts';
import { inOrder, orderOf, shuffled } from './shuffle.ts';
import type { DataStream } from './stream.ts';
import { untilAborted } from './until-aborted.ts';

/**
 * Batches of a stream. Each is read and checked when it comes.
 *
 * @param path - What it is, for messages, e.g. `data`.
 * @param accept - Refuses examples that do not fit the particle or the loss; gives them as they are used.
 */
export function streamFeed(
  path: string,
  stream: DataStream,
  reading: ReadingPlan,
  plan: BatchPlan,
  accept: (examples: Examples, firstIndex: number) => Examples,
): Feed {
  const { of, count, shuffleBuffer } = stream;
  const { batchSize, dropRemainder, seed } = plan;
  const batches = (n: number): number => (dropRemainder ? Math.floor : Math.ceil)(n / batchSize);
  return {
    examples: count,
    batches: of === 'batches' || count === undefined ? undefined : batches(count),
    async *open(epoch, signal) {
      const items = untilAborted(stream.open(), signal);
      const datasets =
        of === 'batches'
          ? items
          : gather(
              path,
              reading,
              shuffled(items, shuffleBuffer, orderOf(seed, epoch)),
              batchSize,
              dropRemainder,
            );
      let seen = 0;
      for await (const dataset of datasets) {
        const examples = accept(await readExamples(path, reading, dataset, seen), seen);
        yield batchOf(examples, inOrder(examples.count), seen);
        seen += examples.count;
      }
      if (seen === 0 && signal?.aborted !== true) throw gaveNothing(path, epoch, stream);
    },
  };
}

function gaveNothing(path: string, epoch: number, { replayable }: DataStream): ParticleError {
  return new ParticleError({
    code: 'data-empty',
    summary: `${path}: the stream gave no ${epoch === 1 ? '' : 'more '}examples in epoch ${String(epoch)}`,
    path,
    expected: 'at least one batch for each epoch',
    found: 'none',
    remedy:
      epoch === 1 || !replayable
        ? 'see whether the source is empty, or smaller than one batch with dropRemainder'
        : 'pass a function that makes a new iterator for each epoch',
  });
}
