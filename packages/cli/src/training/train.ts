import {
  type AnyParticle,
  disposeVariables,
  type Engine,
  type TensorTree,
  type Variables,
} from '@sora-particles/combinator-core';
import {
  type Dataset,
  fit,
  type FitEvent,
  type GradientTransform,
  type History,
  stateToRecord,
} from '@sora-particles/optimizer';
import { dispose } from '@tensorflow/tfjs-core';
import type { Standing } from './checkpoint.ts';
import type { Task } from './task.ts';

/** What {@link train} takes. */
export interface TrainOptions {
  /** What is trained. */
  readonly particle: AnyParticle;
  /** What it is trained for. */
  readonly task: Task;
  /** What it is trained on. */
  readonly data: Dataset;
  /** What is measured after each epoch, if anything. */
  readonly validationData: Dataset | undefined;
  /** The part of the data, from its end, that is kept for that; instead of `validationData`. */
  readonly validationSplit: number | undefined;
  /** How the weights are moved. */
  readonly optimizer: GradientTransform;
  /** What runs the steps. */
  readonly engine: Engine;
  /** How many times to go through the data, all in all. */
  readonly epochs: number;
  /** Examples in a step. */
  readonly batchSize: number;
  /** Root of all random numbers. */
  readonly seed: number;
  /** Stops the run in the middle of an epoch, which is given up. */
  readonly signal: AbortSignal;
  /** Is told of what happens, with the epochs of the whole run. */
  readonly onEvent: (event: FitEvent) => unknown;
  /** Is awaited after each epoch; the tensors are lent. */
  readonly onEpoch: (standing: Standing) => Promise<void>;
}

/** What {@link train} gives. */
export interface Trained {
  /** The weights after the last epoch that was finished; undefined if the signal came first. */
  readonly variables: Variables | undefined;
  readonly history: History;
  /** Epochs that were finished, all in all. */
  readonly epoch: number;
}

/**
 * Trains epoch by epoch, each as a run of `fit` with a seed that follows from its number: so a run that
 * goes on from a checkpoint takes the same steps as one that was never stopped, bit by bit.
 *
 * @param start - Where to begin. Its tensors are taken over.
 */
export async function train(
  start: Omit<Standing, 'optimizerState'> & { readonly optimizerState?: TensorTree },
  options: TrainOptions,
): Promise<Trained> {
  const { particle, task, data, validationData, validationSplit, optimizer, engine } = options;
  const { epochs, batchSize, seed, signal, onEvent, onEpoch } = options;
  let { epoch, history, variables, optimizerState } = { optimizerState: undefined, ...start };
  while (epoch < epochs) {
    const number = epoch + 1;
    const before = optimizerState;
    const result = await fit({
      ...{ particle, variables, data, optimizer, engine, batchSize, signal },
      ...{ loss: task.loss, metrics: task.metrics, validationData, validationSplit },
      ...(before !== undefined && { optimizerState: before }),
      epochs: 1,
      seed: seedOf(seed, number),
      keepOptimizerState: true,
      donate: true,
      onEvent: (event) => onEvent(inWholeRun(event, number, epochs)),
    });
    disposeTree(before);
    ({ variables, optimizerState } = result);
    if (result.stopReason === 'aborted') {
      disposeVariables(variables);
      disposeTree(optimizerState);
      return { variables: undefined, history, epoch };
    }
    epoch = number;
    history = [...history, ...result.history.map((figures) => ({ ...figures, epoch }))];
    await onEpoch({ epoch, history, variables, optimizerState });
  }
  disposeTree(optimizerState);
  return { variables, history, epoch };
}

/** A seed of its own for each epoch of each run. */
function seedOf(seed: number, epoch: number): number {
  return seed * 100_000 + epoch;
}

/** An event with the number of the epoch in the whole run. Figures are still computed when they are read. */
function inWholeRun(event: FitEvent, epoch: number, epochs: number): FitEvent {
  if (!('epoch' in event) || !('epochs' in event)) return event;
  return Object.create(event, {
    epoch: { value: epoch, enumerable: true },
    epochs: { value: epochs, enumerable: true },
  }) as FitEvent;
}

function disposeTree(tree: TensorTree): void {
  if (tree !== undefined) dispose(Object.values(stateToRecord(tree)));
}
