import { createRandom } from '@sora-particles/combinator-core';
import type { Feed } from '../data/feed.ts';
import { prefetch } from '../data/prefetch.ts';
import { releaseBatch, upload, type ReadyBatch, type UploadOptions } from './upload.ts';

/** How the batches of an epoch are made. */
export interface BatchOptions extends UploadOptions {
  /** Root of the random numbers of the host steps. */
  readonly seed: number;
  /** Ends the epoch early. */
  readonly signal: AbortSignal | undefined;
}

/** The batches of an epoch as tensors, one ahead. Whoever takes one owns it. */
export function readyBatches(
  feed: Feed,
  epoch: number,
  options: BatchOptions,
): AsyncGenerator<ReadyBatch, void, undefined> {
  const { host, seed, signal } = options;
  const random = createRandom(seed).split('host').split(String(epoch));
  return prefetch(uploads(), releaseBatch);

  async function* uploads(): AsyncGenerator<ReadyBatch, void, undefined> {
    let batch = 0;
    for await (const hostBatch of feed.open(epoch, signal)) {
      const own = host === undefined ? 0 : random.split(String(batch)).integer(2 ** 31);
      const ready = await upload(hostBatch, options, own);
      // An abort may have come while the host steps ran.
      if (signal?.aborted === true) {
        releaseBatch(ready);
        return;
      }
      batch++;
      yield ready;
    }
  }
}
