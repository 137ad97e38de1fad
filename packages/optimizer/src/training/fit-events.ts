import type { Tensor } from '@tensorflow/tfjs-core';
import type { FitEvent, RunStartEvent } from './events.ts';
import type { FitOptions } from './fit-options.ts';
import { beginState } from './optimizer-state.ts';
import type { FitPlan } from './plan.ts';
import { prepare } from './prepare.ts';
import { resultOf, tensorsOfResult, type FitResult } from './result.ts';
import { beginRun, endRun, runStateOf, tensorsOfRun, type Run } from './run.ts';
import { release, tensorsOf } from './tensor-tree.ts';
import { train } from './train.ts';

/**
 * Like `fit`, as something to iterate: each step is taken when its event is asked for, so that the
 * loop that watches also sets the pace. What `fit` returns comes with the last event, `runEnd`.
 * Leaving the loop before ends the run and releases everything; to stop and keep what has been
 * trained, use `signal`. `onEvent` is not called.
 *
 * @throws ParticleError as `fit`, when the first event is asked for.
 *
 * @example
 * ```ts
 * import '@tensorflow/tfjs-backend-cpu';
 * import { compose, disposeVariables, initialize } from '@sora-particles/combinator-core';
 * import { dense, input } from '@sora-particles/combinator-core/elementary';
 * import { fitEvents, meanSquaredError, sgd } from '@sora-particles/optimizer';
 *
 * const particle = compose(input({ shape: ['batch', 1], dtype: 'float32' })).to(dense({ units: 1 }));
 * const variables = initialize(particle, { seed: 1 });
 * for await (const event of fitEvents({
 *   particle,
 *   variables,
 *   data: { x: [[0], [1], [2], [3]], y: [1, 3, 5, 7] },
 *   loss: meanSquaredError(),
 *   optimizer: sgd({ learningRate: 0.05 }),
 *   epochs: 3,
 *   seed: 1,
 * })) {
 *   if (event.type === 'epochEnd') console.log(event.figures);
 *   if (event.type === 'runEnd') disposeVariables(event.result.variables);
 * }
 * disposeVariables(variables);
 * ```
 */
export async function* fitEvents(
  options: FitOptions,
): AsyncGenerator<FitEvent, FitResult, undefined> {
  const { plan, parts } = await prepare(options);
  const { variables, optimizer, donate = false, signal, keepOptimizerState = false } = options;
  const { clock } = plan;
  const start = clock();
  const given = Object.values(variables).map(({ value }) => value);
  const borrowed = new Set([...(donate ? [] : given), ...tensorsOf(options.optimizerState)]);
  const state = beginState(optimizer, parts.params, options.optimizerState);
  const run = beginRun(variables, parts, state, options.seed, borrowed);
  let delivered: readonly Tensor[] = [];
  try {
    yield runStart(plan, run);
    const stopReason = yield* train(plan, run, signal);
    const result = resultOf(run, stopReason, keepOptimizerState);
    delivered = tensorsOfResult(result);
    yield { type: 'runEnd', seconds: (clock() - start) / 1000, result };
    return result;
  } catch (error) {
    // Nobody takes the result of a run whose last event went wrong.
    release(delivered, new Set(tensorsOfRun(run)));
    delivered = [];
    yield { type: 'failed', error, state: runStateOf(run) };
    throw error;
  } finally {
    endRun(run, delivered);
    plan.release();
  }
}

function runStart({ epochs, batchSize, feed }: FitPlan, run: Run): RunStartEvent {
  return {
    type: 'runStart',
    epochs,
    batchSize,
    examples: feed.examples,
    batches: feed.batches,
    weights: Object.values(run.weights.params).reduce((sum, { size }) => sum + size, 0),
  };
}
