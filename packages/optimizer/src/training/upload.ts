import type { TensorRecord, Value } from '@sora-particles/combinator-core';
import { tensor, type Tensor } from '@tensorflow/tfjs-core';
import type { HostBatch } from '../data/feed.ts';
import type { HostColumn } from '../data/table.ts';
import type { LossWeights } from './class-weights.ts';
import type { HostStage } from './host-stage.ts';
import type { BatchTensors } from './step.ts';
import { release } from './tensor-tree.ts';

/** How batches become tensors. */
export interface UploadOptions {
  /** The leading steps outside of tensors, if any. */
  readonly host: HostStage | undefined;
  /** Whether it is for training: host steps may augment then. */
  readonly training: boolean;
  /** How much examples count in the loss. */
  readonly lossWeights: LossWeights;
}

/** A batch that is ready for a step. Whoever takes it owns its tensors. */
export interface ReadyBatch {
  readonly size: number;
  /** The sum of the weights of its examples in the loss. */
  readonly weight: number;
  readonly tensors: BatchTensors;
}

/**
 * Makes tensors of a batch, and runs the leading host steps of the particle on it.
 *
 * @param seed - For host steps that draw random numbers.
 */
export async function upload(
  batch: HostBatch,
  { host, training, lossWeights }: UploadOptions,
  seed: number,
): Promise<ReadyBatch> {
  const { size, targets, weights } = batch;
  const inLoss = lossWeights.of(batch);
  const values: Record<string, Value> = {};
  for (const [port, column] of Object.entries(batch.inputs)) values[port] = valueOf(column);
  const inputs = host === undefined ? (values as TensorRecord) : await host(values, training, seed);
  return {
    size,
    weight: inLoss === undefined ? size : inLoss.reduce((sum, weight) => sum + weight, 0),
    tensors: {
      inputs,
      targets: valueOf(targets) as Tensor,
      weights: weights && tensor(weights, [size]),
      lossWeights: inLoss && tensor(inLoss, [size]),
    },
  };
}

/** Releases a batch that no step has taken. */
export function releaseBatch({ tensors }: ReadyBatch): void {
  release(tensors);
}

function valueOf(column: HostColumn): Value {
  if (column.kind === 'values') return column.values;
  if (column.kind === 'kept') return column.table.take(column.rows);
  return tensor(column.values, [...column.shape], column.dtype);
}
