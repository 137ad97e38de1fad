import type { TensorTree, Variables } from '@sora-particles/combinator-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { History } from './history.ts';
import { variablesOf, type Run } from './run.ts';
import { owning, tensorsOf } from './tensor-tree.ts';

/** Why a run ended. */
export type StopReason = 'completed' | 'stopped-early' | 'aborted';

/** What a run gives. */
export interface FitResult {
  /** The trained weights, for the same particle. The caller owns them: `disposeVariables`. */
  readonly variables: Variables;
  /** The figures of each finished epoch. */
  readonly history: History;
  readonly stopReason: StopReason;
  /** Epochs that were finished. */
  readonly epoch: number;
  /** Steps that were taken. */
  readonly step: number;
  /** The best epoch by the monitored figure, with early stopping. */
  readonly best?: { readonly epoch: number; readonly value: number };
  /** With `keepOptimizerState`: what the optimiser remembers. The caller owns the tensors. */
  readonly optimizerState?: TensorTree;
}

/** What a run gives: the best weights, if it was to restore them, and everything as the caller's own. */
export function resultOf(run: Run, stopReason: StopReason, keepOptimizerState: boolean): FitResult {
  const { borrowed, history, epoch, step } = run;
  const chosen = stopReason === 'aborted' ? run.weights : (run.best ?? run.weights);
  const { best } = run.patience;
  return {
    variables: Object.fromEntries(
      Object.entries(variablesOf(run, chosen)).map(([path, { value, trainable }]) => [
        path,
        { value: owning(value, borrowed), trainable },
      ]),
    ),
    history,
    stopReason,
    epoch,
    step,
    ...(best && { best }),
    ...(keepOptimizerState && { optimizerState: owning(run.optimizerState, borrowed) }),
  };
}

/** All tensors of a result. */
export function tensorsOfResult({ variables, optimizerState }: FitResult): readonly Tensor[] {
  return [...Object.values(variables).map(({ value }) => value), ...tensorsOf(optimizerState)];
}
