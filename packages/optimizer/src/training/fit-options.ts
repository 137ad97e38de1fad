import {
  checkOptions,
  is,
  optional,
  type AnyParticle,
  type Engine,
  type OptionCheck,
  type TensorTree,
  type Variables,
} from '@sora-particles/combinator-core';
import type { GradientTransform, Loss, Metric } from '../api.ts';
import { checkBucketOptions, type BucketOptions } from '../data/buckets.ts';
import type { Dataset, Example } from '../data/port-data.ts';
import type { DataStream, StreamSource } from '../data/stream.ts';
import type { ClassWeights } from './class-weights.ts';
import type { Clock } from './clock.ts';
import type { EarlyStoppingOptions } from './early-stopping.ts';
import type { FitEvent } from './events.ts';
import { isMetric } from './judges.ts';

/**
 * What can be trained on: a data set in memory, a list of examples, a stream made by `fromExamples` or
 * `fromBatches`, or anything that gives examples when iterated (a function that makes a generator can
 * be iterated once for each epoch).
 */
export type TrainingData = Dataset | readonly Example[] | DataStream | StreamSource<Example>;

/** What {@link fit} takes. */
export interface FitOptions {
  /** What to train: up to its logits, if it ends in softmax or sigmoid (and labels). */
  readonly particle: AnyParticle;
  /** Its weights. They stay as they are and the caller's, unless `donate` is set. */
  readonly variables: Variables;
  /** What to train on: a data set in memory, or a stream. */
  readonly data: TrainingData;
  /** What to make small. */
  readonly loss: Loss;
  /** How to move the weights, e.g. `adam()`, or transforms in a chain. */
  readonly optimizer: GradientTransform;
  /** What to measure besides the loss. Default nothing. */
  readonly metrics?: readonly Metric[] | undefined;
  /** What runs the steps. Default `defaultEngine()`. */
  readonly engine?: Engine | undefined;
  /**
   * How many threads share each step, if the engine has threads (`wasmEngine()`): at least 1. The weights
   * that come out are the same bits for any number. Default as the engine does.
   */
  readonly workers?: number | undefined;
  /** How many times to go through the data: at least 1. */
  readonly epochs: number;
  /** Examples in a step: at least 1, default 32. The last batch of an epoch may be smaller. */
  readonly batchSize?: number | undefined;
  /** Leaves out the last batch of an epoch if it is not full. Default false. */
  readonly dropRemainder?: boolean | undefined;
  /**
   * Makes batches of examples of about one length, so that little of a batch is padding: for data in
   * memory, also that for validation. Default batches of whatever comes.
   */
  readonly bucketByLength?: BucketOptions | undefined;
  /** Root of all random numbers: any safe integer. The same seed gives the same bits. */
  readonly seed: number;
  /** Whether to go through data in memory in another order each epoch. Default true; streams say so themselves. */
  readonly shuffle?: boolean | undefined;
  /** What to measure after each epoch. */
  readonly validationData?: TrainingData | undefined;
  /** The part of the data in memory, from its end, to keep for validation: above 0, below 1. */
  readonly validationSplit?: number | undefined;
  /** How much the examples of each class count in the loss. Default 1 each. */
  readonly classWeights?: ClassWeights | undefined;
  /** How much each example counts, in loss and metrics: for data in memory. Default 1 each. */
  readonly sampleWeights?: ArrayLike<number> | undefined;
  /** When to stop before all epochs are done. Default never. */
  readonly earlyStopping?: EarlyStoppingOptions | undefined;
  /** Stops the run after the step that is under way; what has been trained is returned. */
  readonly signal?: AbortSignal | undefined;
  /** Told of everything that happens, and awaited. An error in it ends the run. */
  readonly onEvent?: ((event: FitEvent) => unknown) | undefined;
  /** What an earlier run of the same optimiser and particle returned. Stays the caller's. Default a new state. */
  readonly optimizerState?: TensorTree;
  /** Whether to return what the optimiser remembers. Default false: it is released. */
  readonly keepOptimizerState?: boolean | undefined;
  /** Takes `variables` over: they are released as training replaces them, also if it fails. Default false. */
  readonly donate?: boolean | undefined;
  /** Reads the time, for progress. Default the system's. */
  readonly clock?: Clock | undefined;
}

/**
 * Checks the options that can be checked by themselves.
 *
 * @throws ParticleError `option-unknown`, `option-missing` or `option-invalid`.
 */
export function checkFitOptions(options: FitOptions): void {
  checkOptions<FitOptions>('fit', options, {
    particle: needs.particle,
    variables: needs.object('variables, from initialize()'),
    data: needs.object('data: { x, y }, or examples to iterate'),
    loss: needs.loss,
    optimizer: needs.optimizer,
    metrics: optional(needs.list('a list of metrics')),
    engine: optional(needs.engine),
    workers: optional(is.positiveInteger),
    epochs: is.positiveInteger,
    batchSize: optional(is.positiveInteger),
    dropRemainder: optional(is.boolean),
    bucketByLength: optional(needs.object('{ boundaries, length, trim? }')),
    seed: is.integer,
    shuffle: optional(is.boolean),
    validationData: optional(needs.object('data: { x, y }, or examples to iterate')),
    validationSplit: optional(needs.split),
    classWeights: optional(needs.object('a list or record of numbers')),
    sampleWeights: optional(needs.object('a list of numbers')),
    earlyStopping: optional(needs.object('options of early stopping')),
    signal: optional(needs.signal),
    onEvent: optional(is.function),
    optimizerState: is.anything,
    keepOptimizerState: optional(is.boolean),
    donate: optional(is.boolean),
    clock: optional(is.function),
  });
  if (options.bucketByLength !== undefined) checkBucketOptions('fit', options.bucketByLength);
}

/** Checks of options that are things rather than numbers. */
export const needs = {
  particle: having('a particle', 'run', 'input', 'output'),
  engine: having('an engine', 'compile'),
  optimizer: having('a gradient transform, e.g. adam()', 'init', 'update'),
  signal: having('an AbortSignal', 'aborted', 'addEventListener'),
  loss: ((value) =>
    isMetric(value) && 'compute' in value
      ? undefined
      : 'a loss, e.g. sparseCategoricalCrossEntropy()') satisfies OptionCheck,
  split: ((value) =>
    typeof value === 'number' && value > 0 && value < 1
      ? undefined
      : 'a number between 0 and 1') satisfies OptionCheck,
  object:
    (wanted: string): OptionCheck =>
    (value) =>
      (typeof value === 'object' && value !== null) || typeof value === 'function'
        ? undefined
        : wanted,
  list:
    (wanted: string): OptionCheck =>
    (value) =>
      Array.isArray(value) ? undefined : wanted,
} as const;

function having(wanted: string, ...members: readonly string[]): OptionCheck {
  return (value) =>
    typeof value === 'object' && value !== null && members.every((member) => member in value)
      ? undefined
      : wanted;
}
