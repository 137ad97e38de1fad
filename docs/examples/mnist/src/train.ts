import type { Engine, Variables } from '@sora-particles/combinator-core';
import {
  accuracy,
  adam,
  categoricalCrossEntropy,
  cosineDecay,
  fit,
  type FitEvent,
  type FitResult,
  type GradientTransform,
} from '@sora-particles/optimizer';
import { asDataset, type DigitData } from './data.ts';
import type { readDigits, RecognizerName } from './digits.ts';
import type { EpochFigures } from './figures.ts';
import type { Options } from './options.ts';

/** What {@link train} takes. */
export interface TrainOptions extends Pick<
  Options,
  'epochs' | 'batchSize' | 'seed' | 'recognizer'
> {
  readonly particle: ReturnType<typeof readDigits>;
  /** Are released as training replaces them. */
  readonly variables: Variables;
  readonly data: DigitData;
  readonly engine: Engine;
  readonly signal: AbortSignal;
  readonly onEvent: (event: FitEvent) => unknown;
}

/** What {@link train} gives. */
export interface Trained extends Pick<FitResult, 'variables' | 'stopReason' | 'step'> {
  readonly epochs: readonly EpochFigures[];
  /** The loss of each batch, in order. */
  readonly losses: readonly number[];
}

/**
 * Trains with categorical cross-entropy and Adam, and measures the test images after each epoch. They
 * are only looked at: nothing is chosen by them.
 */
export async function train(options: TrainOptions): Promise<Trained> {
  const { particle, variables: weights, data, engine, signal } = options;
  const { epochs, batchSize, seed, recognizer, onEvent } = options;
  const seconds: number[] = [];
  const losses: number[] = [];
  const steps = epochs * Math.ceil(data.train.count / batchSize);
  const { variables, stopReason, step, history } = await fit({
    ...{ particle, variables: weights, engine, signal, epochs, batchSize, seed },
    data: asDataset(data.train),
    validationData: asDataset(data.test),
    loss: categoricalCrossEntropy(),
    optimizer: optimizerFor(recognizer, steps),
    metrics: [accuracy()],
    donate: true,
    onEvent: (event) => {
      if (event.type === 'batchEnd') losses.push(event.loss);
      if (event.type === 'epochEnd') seconds.push(event.seconds);
      return onEvent(event);
    },
  });
  const figures = history.map((record, index): EpochFigures => ({
    epoch: record.epoch,
    seconds: seconds[index] ?? 0,
    loss: record.loss,
    accuracy: record['accuracy'] ?? 0,
    testLoss: record['val_loss'] ?? 0,
    testAccuracy: record['val_accuracy'] ?? 0,
  }));
  return { variables, stopReason, step, epochs: figures, losses };
}

/** The small network takes Adam as it is; the deeper ones gain from a rate that rises and falls. */
function optimizerFor(recognizer: RecognizerName, steps: number): GradientTransform {
  if (recognizer === 'digits') return adam();
  const warmupSteps = Math.min(200, Math.floor(steps / 10));
  return adam({
    learningRate: cosineDecay({
      initialLearningRate: 0.0002,
      warmupTarget: 0.002,
      warmupSteps,
      decaySteps: steps - warmupSteps,
    }),
  });
}
