import type { TensorRecord, TensorTree, Variables } from '@sora-particles/combinator-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Patience } from './early-stopping.ts';
import type { RunState } from './events.ts';
import type { EpochRecord } from './history.ts';
import { withParts, type Parts } from './parts.ts';
import type { StepOutcome } from './step.ts';
import type { Tally } from './tally.ts';
import { release, tensorsOf } from './tensor-tree.ts';

/** The weights of one moment. */
export type Snapshot = {
  readonly params: TensorRecord;
  readonly state: TensorRecord;
};

/**
 * Where a run stands: all that changes while it goes on, in one place, so that it can be written down
 * and taken up again. Everything but the tensors is plain JSON.
 */
export interface Run {
  weights: Snapshot;
  optimizerState: TensorTree;
  /** The weights to restore, with early stopping. */
  best: Snapshot | undefined;
  patience: Patience;
  /** Finished epochs. */
  epoch: number;
  /** Finished batches of the current epoch. */
  batch: number;
  /** Finished steps. */
  step: number;
  /** What the judges gathered in the current epoch. */
  tally: Tally;
  history: readonly EpochRecord[];
  readonly seed: number;
  /** What the caller passed. */
  readonly variables: Variables;
  /** Tensors that belong to somebody else. */
  readonly borrowed: ReadonlySet<Tensor>;
}

/** The run before its first step. */
export function beginRun(
  variables: Variables,
  { params, state }: Parts,
  optimizerState: TensorTree,
  seed: number,
  borrowed: ReadonlySet<Tensor>,
): Run {
  return {
    weights: { params, state },
    optimizerState,
    best: undefined,
    patience: { waited: 0 },
    epoch: 0,
    batch: 0,
    step: 0,
    tally: [],
    history: [],
    seed,
    variables,
    borrowed,
  };
}

/** Takes over what a step gave, and releases what it replaces. */
export function commitStep(run: Run, outcome: StepOutcome): void {
  const before = [run.weights, run.optimizerState];
  run.weights = { params: outcome.params, state: outcome.state };
  run.optimizerState = outcome.optimizerState;
  run.step++;
  run.batch++;
  release(before, inUse(run));
}

/** Remembers the weights as the best so far, and releases those before. */
export function rememberBest(run: Run): void {
  const before = run.best;
  run.best = run.weights;
  release(before, inUse(run));
}

/** Releases all tensors of a run but those to keep. */
export function endRun(run: Run, keep: Iterable<Tensor>): void {
  release(tensorsOfRun(run), new Set([...keep, ...run.borrowed]));
}

/** Every tensor that a run holds, its own or not. */
export function tensorsOfRun({ weights, best, optimizerState, variables }: Run): readonly Tensor[] {
  return [
    ...tensorsOf(weights),
    ...tensorsOf(best),
    ...tensorsOf(optimizerState),
    ...Object.values(variables).map(({ value }) => value),
  ];
}

/** The run as events show it. */
export function runStateOf(run: Run): RunState {
  const { epoch, batch, step, seed, history, optimizerState } = run;
  return {
    epoch,
    batch,
    step,
    seed,
    history,
    optimizerState,
    variables: variablesOf(run, run.weights),
  };
}

/** All variables of the particle, with the weights of one moment. */
export function variablesOf({ variables }: Run, weights: Snapshot): Variables {
  return withParts(variables, weights);
}

function inUse({ weights, best, optimizerState, borrowed }: Run): ReadonlySet<Tensor> {
  return new Set([...tensorsOf([weights, best, optimizerState]), ...borrowed]);
}
