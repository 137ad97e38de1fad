import { readyBatches } from './batches.ts';
import type { BatchEndEvent, FitEvent } from './events.ts';
import { linkAbort } from './linked-abort.ts';
import type { FitPlan } from './plan.ts';
import { startPace } from './pace.ts';
import type { Run } from './run.ts';
import { takeStep } from './take-step.ts';
import { emptyTally, figuresOf } from './tally.ts';
import { releaseBatch } from './upload.ts';

/** How an epoch of training ended. */
export interface EpochOutcome {
  readonly isAborted: boolean;
  /** How many batches the epoch had. */
  readonly batches: number;
  readonly examplesPerSecond: number;
}

/**
 * Trains on each batch of one epoch.
 *
 * @param expected - How many batches there will be, where that is known.
 */
export async function* trainEpoch(
  plan: FitPlan,
  run: Run,
  signal: AbortSignal | undefined,
  expected: number | undefined,
): AsyncGenerator<FitEvent, EpochOutcome, undefined> {
  const { feed, host, lossWeights, seed, clock, epochs, stepper, breathe } = plan;
  const epoch = run.epoch + 1;
  yield { type: 'epochStart', epoch, epochs, batches: expected };
  run.batch = 0;
  run.tally = emptyTally(stepper.judges);
  const pace = startPace(clock, expected);
  let examples = 0;
  let examplesPerSecond = 0;
  const abort = linkAbort(signal);
  const options = { host, lossWeights, training: true, seed, signal: abort.signal };
  const batches = readyBatches(feed, epoch, options);
  try {
    for (let next = await batches.next(); next.done !== true; next = await batches.next()) {
      const batch = next.value;
      if (abort.signal.aborted) {
        releaseBatch(batch);
        break;
      }
      const loss = await takeStep(stepper, run, batch);
      examples += batch.size;
      const { eta, ...speed } = pace(run.batch, examples);
      examplesPerSecond = speed.examplesPerSecond;
      const { tally } = run;
      yield {
        type: 'batchEnd',
        epoch,
        epochs,
        batch: run.batch,
        batches: expected,
        step: run.step,
        size: batch.size,
        loss,
        // Only when somebody looks: metrics that rank all examples are not cheap.
        get figures() {
          return figuresOf(stepper.judges, tally);
        },
        examplesPerSecond,
        eta,
      } satisfies BatchEndEvent;
      await breathe();
    }
  } finally {
    // First the signal: a source that waits for more would otherwise be waited for.
    abort.end();
    await batches.return();
  }
  return { isAborted: abort.isRequested(), batches: run.batch, examplesPerSecond };
}
