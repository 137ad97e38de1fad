import { createRandom, type TensorRecord } from '@sora-particles/combinator-core';
import { download, downloadOne } from './download.ts';
import { firstNotFinite, notFinite } from './finite.ts';
import { commitStep, type Run } from './run.ts';
import type { StepRunner } from './step-runner.ts';
import { addToTally, type Judge } from './tally.ts';
import { release } from './tensor-tree.ts';
import type { ReadyBatch } from './upload.ts';

/** The compiled step, and what goes with it. */
export interface Stepper {
  readonly step: StepRunner;
  readonly frozen: TensorRecord;
  /** The loss first, then the metrics. */
  readonly judges: readonly Judge[];
}

/**
 * Trains on one batch, which it takes over.
 *
 * @returns The loss of the batch.
 * @throws ParticleError `value-not-finite`; the run is then as it was before.
 */
export async function takeStep(
  { step, frozen, judges }: Stepper,
  run: Run,
  batch: ReadyBatch,
): Promise<number> {
  const { params, state } = run.weights;
  const seed = createRandom(run.seed)
    .split('step')
    .split(String(run.step))
    .integer(2 ** 31);
  const outcome = await step.run([params, frozen, state, run.optimizerState, batch.tensors], seed);
  const { finite, measured } = outcome;
  try {
    const [[loss = NaN], gradients, weights, states, ...metrics] = await Promise.all([
      downloadOne(outcome.loss).then(Array.from<number>),
      downloadOne(finite.gradients),
      downloadOne(finite.weights),
      downloadOne(finite.state),
      ...measured.map(download),
    ]);
    const bad = firstNotFinite({ gradients: params, weights: params, state }, loss, {
      gradients,
      weights,
      state: states,
    });
    if (bad !== undefined) {
      throw notFinite(bad, `epoch ${run.epoch + 1}, batch ${run.batch + 1} (step ${run.step + 1})`);
    }
    const lossMeasured = { total: [loss * batch.weight], weight: [batch.weight] };
    run.tally = addToTally(judges, run.tally, [lossMeasured, ...metrics]);
    commitStep(run, outcome);
    return loss;
  } catch (error) {
    release([outcome.params, outcome.state, outcome.optimizerState]);
    throw error;
  } finally {
    release([outcome.loss, measured, finite]);
  }
}
