import type { CompiledFunction, TensorRecord } from '@sora-particles/combinator-core';
import type { Feed } from '../data/feed.ts';
import { readyBatches } from './batches.ts';
import { sampleWeightsOnly } from './class-weights.ts';
import { download } from './download.ts';
import type { EvaluationArguments } from './evaluation-step.ts';
import type { HostStage } from './host-stage.ts';
import { linkAbort } from './linked-abort.ts';
import { addToTally, emptyTally, type Judge, type Tally } from './tally.ts';
import { release } from './tensor-tree.ts';
import { releaseBatch } from './upload.ts';

/** One look at a whole data set. */
export interface EvaluationPass {
  readonly step: CompiledFunction<EvaluationArguments, readonly TensorRecord[]>;
  readonly feed: Feed;
  readonly judges: readonly Judge[];
  readonly host: HostStage | undefined;
  readonly params: TensorRecord;
  readonly state: TensorRecord;
  readonly signal: AbortSignal | undefined;
  /** Lets the event loop take a turn now and then. */
  readonly breathe: () => Promise<void>;
}

/**
 * Measures a whole data set, batch by batch.
 *
 * @returns What the judges gathered; undefined if the signal came first.
 */
export async function evaluationPass(pass: EvaluationPass): Promise<Tally | undefined> {
  const { step, feed, judges, host, params, state, signal, breathe } = pass;
  let tally = emptyTally(judges);
  const abort = linkAbort(signal);
  const options = {
    host,
    training: false,
    lossWeights: sampleWeightsOnly,
    seed: 0,
    signal: abort.signal,
  };
  const batches = readyBatches(feed, 1, options);
  try {
    for (let next = await batches.next(); next.done !== true; next = await batches.next()) {
      if (abort.signal.aborted) {
        releaseBatch(next.value);
        break;
      }
      const measured = await step(params, state, next.value.tensors);
      try {
        tally = addToTally(judges, tally, await Promise.all(measured.map(download)));
      } finally {
        release(measured);
      }
      await breathe();
    }
  } finally {
    // First the signal: a source that waits for more would otherwise be waited for.
    abort.end();
    await batches.return();
  }
  return abort.isRequested() ? undefined : tally;
}
