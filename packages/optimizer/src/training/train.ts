import { trainEpoch } from './epoch.ts';
import { evaluationPass } from './evaluation-pass.ts';
import type { FitEvent } from './events.ts';
import { forValidation, type EpochRecord, type Figures } from './history.ts';
import type { FitPlan } from './plan.ts';
import type { StopReason } from './result.ts';
import { rememberBest, runStateOf, type Run } from './run.ts';
import { figuresOf } from './tally.ts';

/**
 * Goes through the epochs: trains, validates, keeps the history, and decides whether to go on.
 *
 * @returns Why it ended.
 */
export async function* train(
  plan: FitPlan,
  run: Run,
  signal: AbortSignal | undefined,
): AsyncGenerator<FitEvent, StopReason, undefined> {
  const { epochs, clock, stopping, stepper } = plan;
  let batches = plan.feed.batches;
  while (run.epoch < epochs) {
    if (signal?.aborted === true) return 'aborted';
    const start = clock();
    const outcome = yield* trainEpoch(plan, run, signal, batches);
    if (outcome.isAborted) return 'aborted';
    batches = outcome.batches;
    const validation = await validate(plan, run, signal);
    if (validation === undefined) return 'aborted';
    const epoch = run.epoch + 1;
    const figures = { epoch, loss: NaN, ...figuresOf(stepper.judges, run.tally), ...validation };
    finishEpoch(run, figures);
    yield {
      type: 'epochEnd',
      epoch,
      epochs,
      figures,
      seconds: (clock() - start) / 1000,
      examplesPerSecond: outcome.examplesPerSecond,
      state: runStateOf(run),
    };
    if (stopping === undefined) continue;
    const before = run.patience.best;
    run.patience = stopping.next(run.patience, epoch, figures);
    const { best } = run.patience;
    if (best?.epoch === epoch) {
      if (stopping.restoreBest) rememberBest(run);
      yield {
        type: 'improved',
        epoch,
        monitor: stopping.monitor,
        value: best.value,
        previous: before?.value,
        state: runStateOf(run),
      };
    }
    if (stopping.isOver(run.patience)) return 'stopped-early';
  }
  return 'completed';
}

function finishEpoch(run: Run, figures: EpochRecord): void {
  run.history = [...run.history, figures];
  run.epoch++;
  run.batch = 0;
}

/** The figures for validation data: none without any, undefined if the signal came first. */
async function validate(
  { validation, stepper, host, breathe }: FitPlan,
  run: Run,
  signal: AbortSignal | undefined,
): Promise<Figures | undefined> {
  if (validation === undefined) return {};
  const { judges, frozen } = stepper;
  const tally = await evaluationPass({
    ...validation,
    judges,
    host,
    params: { ...frozen, ...run.weights.params },
    state: run.weights.state,
    signal,
    breathe,
  });
  return tally && forValidation(figuresOf(judges, tally));
}
