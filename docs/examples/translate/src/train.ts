import {
  type AnyParticle,
  type Engine,
  initialize,
  predict,
  type Variables,
} from '@sora-particles/combinator-core';
import {
  adam,
  type BucketedExample,
  chainTransforms,
  clipByGlobalNorm,
  cosineDecay,
  fit,
  type FitResult,
  sparseCategoricalCrossEntropy,
} from '@sora-particles/optimizer';
import { progressBar } from '@sora-particles/optimizer/terminal';
import { tokenize, trainBytePairs } from '@sora-particles/rnn-text';
import { dispose } from '@tensorflow/tfjs-core';
import type { Pair } from './data.ts';
import { MAX_TOKENS, STEP, translate } from './particles.ts';

/** What {@link train} takes. */
export interface TrainOptions {
  readonly pairs: readonly Pair[];
  readonly engine: Engine;
  readonly epochs: number;
  readonly seed: number;
  readonly signal: AbortSignal;
}

/** What {@link train} gives. */
export interface Trained extends Pick<FitResult, 'stopReason' | 'step' | 'history'> {
  /** From texts on, with the tokenisers. */
  readonly particle: AnyParticle;
  readonly variables: Variables;
}

const BATCH_SIZE = 32;
const BOUNDARIES = Array.from({ length: Math.ceil(MAX_TOKENS / STEP) }, (_, i) => (i + 1) * STEP);

/** Learns byte pairs of both languages, then the translator; padding does not count in the loss. */
export async function train(options: TrainOptions): Promise<Trained> {
  const { pairs, engine, epochs, seed, signal } = options;
  const [sources, targets] = [pairs.map((one) => one.source), pairs.map((one) => one.target)];
  const source = await trainBytePairs(sources, { name: 'english', maxTokens: 2000 });
  const target = await trainBytePairs(targets, {
    name: 'french',
    maxTokens: 2000,
    special: ['start', 'end'],
  });
  // What the loss compares with is ids: the text that is to be written, and its end.
  const ending = tokenize({ vocabulary: target, padTo: MAX_TOKENS, addEnd: true });
  const ended = await predict(ending, {}, targets);
  const particle = translate(source, target);
  const steps = Math.ceil(pairs.length / BATCH_SIZE) * epochs;
  const warmupSteps = Math.min(200, Math.floor(steps / 10));
  const result = await fit({
    particle,
    variables: initialize(particle, { seed }),
    donate: true,
    data: { x: { x: sources, target: targets }, y: ended.y },
    ...{ engine, epochs, seed, signal, batchSize: BATCH_SIZE },
    bucketByLength: { boundaries: BOUNDARIES, length: tokensToWrite, trim: ['y'] },
    loss: sparseCategoricalCrossEntropy({ ignoreClass: 0, labelSmoothing: 0.1 }),
    optimizer: chainTransforms(
      clipByGlobalNorm({ maxNorm: 1 }),
      adam({
        learningRate: cosineDecay({
          initialLearningRate: 0.0002,
          warmupTarget: 0.002,
          warmupSteps,
          decaySteps: Math.max(1, steps - warmupSteps),
        }),
      }),
    ),
    onEvent: progressBar({ stream: process.stdout }),
  });
  dispose([ended.y, ended.mask]);
  const { stopReason, step, variables, history } = result;
  return { stopReason, step, history, particle, variables };
}

/** Ids of padding are 0. */
function tokensToWrite({ y }: BucketedExample): number {
  const end = y.indexOf(0);
  return end === -1 ? y.length : end;
}
