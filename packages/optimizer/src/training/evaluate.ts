import {
  checkOptions,
  defaultEngine,
  is,
  optional,
  ParticleError,
  waitForBackend,
  type AnyParticle,
  type Engine,
  type Variables,
} from '@sora-particles/combinator-core';
import type { Loss, Metric } from '../api.ts';
import { checkBucketOptions, type BucketOptions } from '../data/buckets.ts';
import { createBreather } from './breather.ts';
import { systemClock } from './clock.ts';
import { evaluationPass } from './evaluation-pass.ts';
import { evaluationStep } from './evaluation-step.ts';
import { feedOf } from './feed-of.ts';
import { needs, type TrainingData } from './fit-options.ts';
import { judgesOf } from './judges.ts';
import { openData } from './open-data.ts';
import { partsOf } from './parts.ts';
import { proveFor } from './prove.ts';
import { subjectOf } from './subject.ts';
import { results, type Judge } from './tally.ts';

/** What {@link evaluate} takes. */
export interface EvaluateOptions<Metrics extends readonly Metric[] = readonly Metric[]> {
  /** What to judge. */
  readonly particle: AnyParticle;
  /** Its weights; they stay the caller's. */
  readonly variables: Variables;
  /** What to judge it by. */
  readonly data: TrainingData;
  /** Default none: only the metrics are measured. */
  readonly loss?: Loss | undefined;
  /** Default none: only the loss is measured. */
  readonly metrics?: Metrics | undefined;
  /** Examples in a run: at least 1, default 32. It changes the time taken and not the result. */
  readonly batchSize?: number | undefined;
  /** Makes batches of examples of about one length, for data in memory. Default batches in the order of the data. */
  readonly bucketByLength?: BucketOptions | undefined;
  /** How much each example counts: for data in memory. Default 1 each. */
  readonly sampleWeights?: ArrayLike<number> | undefined;
  /** What runs the particle. Default `defaultEngine()`. */
  readonly engine?: Engine | undefined;
  /** Stops it before its next batch, with the error `aborted`. */
  readonly signal?: AbortSignal | undefined;
}

/** The result of each metric by its name: numbers, unless one of the metrics gives a table. */
export type Evaluation<Metrics extends readonly Metric[]> = Readonly<
  Record<string, number | ResultOf<Metrics[number]>>
>;

type ResultOf<M> = M extends { result(state: never): infer Result } ? Result : never;

/**
 * Measures how good a particle is on data: runs it as in prediction (without dropout) over all
 * examples, in batches.
 *
 * @returns The result of each metric by its name, and `loss`: the mean over all examples, or with
 *   weights sum(w l) / sum(w).
 * @throws ParticleError for data, variables or targets that do not fit, as {@link fit};
 *   `option-invalid` if there is nothing to measure; `aborted`.
 *
 * @example
 * ```ts
 * import '@tensorflow/tfjs-backend-cpu';
 * import { disposeVariables, initialize } from '@sora-particles/combinator-core';
 * import { dense } from '@sora-particles/combinator-core/elementary';
 * import { evaluate, meanSquaredError } from '@sora-particles/optimizer';
 *
 * const particle = dense({ units: 1 });
 * const variables = initialize(particle, { seed: 1, bindings: { in: 2 } });
 * const { loss } = await evaluate({
 *   particle,
 *   variables,
 *   data: { x: [[1, 2], [3, 4]], y: [3, 7] },
 *   loss: meanSquaredError(),
 * });
 * disposeVariables(variables);
 * ```
 */
export async function evaluate<const Metrics extends readonly Metric[] = readonly []>(
  options: EvaluateOptions<Metrics>,
): Promise<Evaluation<Metrics>> {
  checkOptions<EvaluateOptions<Metrics>>('evaluate', options, {
    particle: needs.particle,
    variables: needs.object('variables, from initialize()'),
    data: needs.object('data: { x, y }, or examples to iterate'),
    loss: optional(needs.loss),
    metrics: optional(needs.list('a list of metrics')),
    batchSize: optional(is.positiveInteger),
    bucketByLength: optional(needs.object('{ boundaries, length, trim? }')),
    sampleWeights: optional(needs.object('a list of numbers')),
    engine: optional(needs.engine),
    signal: optional(needs.signal),
  });
  if (options.bucketByLength !== undefined) {
    checkBucketOptions('evaluate', options.bucketByLength);
  }
  await waitForBackend();
  const { particle, variables, data, loss, metrics = [], batchSize = 32 } = options;
  const judges = judgesOf('evaluate', loss, metrics);
  if (judges.length === 0) throw nothingToMeasure();
  const subject = subjectOf(particle);
  const reading = { name: particle.name, ports: particle.input };
  const opened = await openData('data', reading, data, options.sampleWeights);
  const feed = feedOf(opened, {
    path: 'data',
    reading,
    plan: {
      ...{ batchSize, dropRemainder: false, shuffle: false, seed: 0 },
      buckets: options.bucketByLength,
    },
    targets: loss?.targets,
    prove: proveFor(subject, variables, judges),
  });
  const { params, frozen, state } = partsOf(subject.body, variables);
  const engine = options.engine ?? defaultEngine();
  const step = engine.compile(evaluationStep(subject, judges.map(metricOf)), {
    name: `evaluate ${particle.name}`,
    donate: [2],
  });
  try {
    const tally = await evaluationPass({
      step,
      feed,
      judges,
      host: subject.hostStage(variables),
      params: { ...frozen, ...params },
      state,
      signal: options.signal,
      breathe: createBreather(systemClock),
    });
    if (tally === undefined) throw aborted();
    return results(judges, tally) as Evaluation<Metrics>;
  } finally {
    step.dispose();
  }
}

function metricOf({ metric }: Judge): Metric {
  return metric;
}

function nothingToMeasure(): ParticleError {
  return new ParticleError({
    code: 'option-missing',
    summary: `evaluate() needs a loss or metrics`,
    path: 'evaluate.metrics',
    expected: 'at least one',
    found: 'none',
  });
}

function aborted(): ParticleError {
  return new ParticleError({
    code: 'aborted',
    summary: 'evaluate() was aborted by its signal',
    path: 'evaluate.signal',
  });
}
