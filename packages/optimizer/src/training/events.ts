import type { TensorTree, Variables } from '@sora-particles/combinator-core';
import type { EpochRecord, Figures, History } from './history.ts';
import type { FitResult } from './result.ts';

/**
 * Where a run stands. The tensors are lent: they are valid until the handler returns (or its promise
 * settles), or until the next event is asked for. Clone or save what is to stay.
 */
export interface RunState {
  /** Epochs that are finished. */
  readonly epoch: number;
  /** Batches of the current epoch that are finished. */
  readonly batch: number;
  /** Steps since the beginning. */
  readonly step: number;
  readonly seed: number;
  readonly variables: Variables;
  readonly optimizerState: TensorTree;
  readonly history: History;
}

/** A run begins: all inputs have been found good. */
export interface RunStartEvent {
  readonly type: 'runStart';
  readonly epochs: number;
  readonly batchSize: number;
  /** Examples in an epoch, where known. */
  readonly examples: number | undefined;
  /** Batches in an epoch, where known. */
  readonly batches: number | undefined;
  /** How many numbers are trained. */
  readonly weights: number;
}

/** An epoch begins. */
export interface EpochStartEvent {
  readonly type: 'epochStart';
  /** From 1. */
  readonly epoch: number;
  readonly epochs: number;
  /** Batches in an epoch, where known. */
  readonly batches: number | undefined;
}

/** A batch has been trained on. */
export interface BatchEndEvent {
  readonly type: 'batchEnd';
  readonly epoch: number;
  readonly epochs: number;
  /** From 1, in this epoch. */
  readonly batch: number;
  readonly batches: number | undefined;
  /** From 1, in this run. */
  readonly step: number;
  /** Examples in this batch. */
  readonly size: number;
  /** The loss of this batch. */
  readonly loss: number;
  /** Loss and metrics over this epoch so far. Computed when it is read: read it as often as it is shown. */
  readonly figures: Figures;
  readonly examplesPerSecond: number;
  /** Seconds to the end of the epoch, where known. */
  readonly eta: number | undefined;
}

/** An epoch and its validation are over. */
export interface EpochEndEvent {
  readonly type: 'epochEnd';
  readonly epoch: number;
  readonly epochs: number;
  readonly figures: EpochRecord;
  /** Time for training and validation. */
  readonly seconds: number;
  /** Examples per second of training. */
  readonly examplesPerSecond: number;
  readonly state: RunState;
}

/** The monitored figure is the best so far. */
export interface ImprovedEvent {
  readonly type: 'improved';
  readonly epoch: number;
  readonly monitor: string;
  readonly value: number;
  /** The best before, if any. */
  readonly previous: number | undefined;
  readonly state: RunState;
}

/** The run is over. */
export interface RunEndEvent {
  readonly type: 'runEnd';
  readonly seconds: number;
  /** What `fit` returns; it belongs to whoever awaits that, or else to whoever takes this event. */
  readonly result: FitResult;
}

/** The run failed; the error is thrown after this event. */
export interface FailedEvent {
  readonly type: 'failed';
  readonly error: unknown;
  /** As of the last step that went well. */
  readonly state: RunState;
}

/** Everything that happens in a run. `runStart` comes first; `runEnd` or `failed` comes last. */
export type FitEvent =
  | RunStartEvent
  | EpochStartEvent
  | BatchEndEvent
  | EpochEndEvent
  | ImprovedEvent
  | RunEndEvent
  | FailedEvent;
