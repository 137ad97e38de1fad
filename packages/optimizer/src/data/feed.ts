import type { Engine } from '@sora-particles/combinator-core';
import type { BucketOptions } from './buckets.ts';
import type { HostColumn } from './table.ts';

/** The examples of one step, on the host. */
export interface HostBatch {
  readonly size: number;
  /** How many examples of this epoch came before, for messages. */
  readonly firstIndex: number;
  readonly inputs: Readonly<Record<string, HostColumn>>;
  readonly targets: HostColumn;
  /** How much each example counts; undefined where all count 1. */
  readonly weights: Float32Array | undefined;
}

/** A source of batches: one pass over the data for each epoch, in an order that the epoch fixes. */
export interface Feed {
  /** Examples in a pass, where that is known beforehand. */
  readonly examples: number | undefined;
  /** Batches in a pass, where that is known beforehand. */
  readonly batches: number | undefined;
  /**
   * Starts a pass.
   *
   * @param epoch - From 1.
   * @param signal - Ends the pass early, without an error.
   */
  open(epoch: number, signal?: AbortSignal): AsyncGenerator<HostBatch, void, undefined>;
  /**
   * Hands the inputs to an engine that puts batches together by itself, if it is one; they are the same.
   *
   * @returns How to take them back.
   */
  keepOn?(engine: Engine): () => void;
}

/** How examples are put together. */
export interface BatchPlan {
  readonly batchSize: number;
  /** Leaves out what does not fill a batch. */
  readonly dropRemainder: boolean;
  readonly shuffle: boolean;
  readonly seed: number;
  /** Puts examples of about one length into one batch. */
  readonly buckets?: BucketOptions | undefined;
}
