import { ParticleError } from '@sora-particles/combinator-core';
import type { TargetForm } from '../api.ts';
import { bucketFeed } from '../data/bucket-feed.ts';
import { bucketsOf, type BucketOptions } from '../data/buckets.ts';
import type { Examples, ReadingPlan } from '../data/examples.ts';
import type { BatchPlan, Feed } from '../data/feed.ts';
import { memoryFeed } from '../data/memory-feed.ts';
import { needSomeWeight } from '../data/read-weights.ts';
import { streamFeed } from '../data/stream-feed.ts';
import type { OpenedData } from './open-data.ts';
import type { Prove } from './prove.ts';

/** How data becomes batches. */
export interface FeedRequest {
  /** What the data is, for messages, e.g. `validationData`. */
  readonly path: string;
  readonly reading: ReadingPlan;
  readonly plan: BatchPlan;
  /** What the targets of the loss look like, if there is a loss. */
  readonly targets: TargetForm | undefined;
  readonly prove: Prove;
}

/**
 * Makes batches of data: proves at once what lies in memory, and each batch of a stream when it comes.
 *
 * @throws ParticleError as `Prove`; `data-empty` where no batch would be full.
 */
export function feedOf(opened: OpenedData, request: FeedRequest): Feed {
  const { path, reading, plan, targets, prove } = request;
  const { buckets } = plan;
  if (opened.kind === 'stream') {
    if (buckets !== undefined) throw bucketsOfStream(path);
    return streamFeed(path, opened.stream, reading, plan, (examples, firstIndex) => {
      prove(path, examples, firstIndex);
      return typed(examples, targets);
    });
  }
  const accepted = (examples: Examples): Examples => {
    prove(path, examples, 0);
    return typed(examples, targets);
  };
  const bucketed = (options: BucketOptions): Feed =>
    bucketFeed(
      bucketsOf(path, opened.examples, options).map((bucket) => ({
        ...bucket,
        examples: accepted(bucket.examples),
      })),
      plan,
    );
  needSomeWeight(`${path}.sampleWeights`, opened.examples.weights);
  const feed =
    buckets === undefined ? memoryFeed(accepted(opened.examples), plan) : bucketed(buckets);
  if (feed.batches !== 0) return feed;
  throw new ParticleError({
    code: 'data-empty',
    summary: `${path}: no batch would be full`,
    path,
    expected: `at least ${plan.batchSize} examples, as dropRemainder is set`,
    found: String(opened.examples.count),
  });
}

function bucketsOfStream(path: string): ParticleError {
  return new ParticleError({
    code: 'option-invalid',
    summary: `'bucketByLength' is for data in memory, and ${path} is a stream`,
    path: 'bucketByLength',
    remedy: 'use fromBatches() and put examples of one length into each batch',
  });
}

/** The examples with targets of the element type that losses work with. */
function typed(examples: Examples, form: TargetForm | undefined): Examples {
  const dtype = form === 'classIndex' ? 'int32' : 'float32';
  return { ...examples, targets: { ...examples.targets, dtype } };
}
