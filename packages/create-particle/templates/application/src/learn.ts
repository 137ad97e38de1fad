import { type Engine, initialize, type Variables } from '@sora-particles/combinator-core';
import {
  accuracy,
  adam,
  evaluate,
  fit,
  type FitEvent,
  sparseCategoricalCrossEntropy,
} from '@sora-particles/optimizer';
import type { Examples } from './data.ts';
import { shapeReader } from './shape-reader.ts';

/** What {@link learn} takes. */
export interface LearnOptions {
  readonly train: Examples;
  readonly test: Examples;
  readonly engine: Engine;
  readonly epochs: number;
  readonly onEvent?: (event: FitEvent) => unknown;
}

/** Trains a shape reader, and measures it on files that it has not seen: the part it gets right, 0 to 1. */
export async function learn({ train, test, engine, epochs, onEvent }: LearnOptions) {
  const particle = shapeReader();
  const { variables } = await fit({
    ...{ particle, engine, epochs, ...(onEvent && { onEvent }) },
    variables: initialize(particle, { seed: 1 }),
    data: train,
    batchSize: 12,
    loss: sparseCategoricalCrossEntropy(),
    optimizer: adam({ learningRate: 0.01 }),
    seed: 1,
    donate: true,
  });
  const scores = await evaluate({
    ...{ particle, variables, engine },
    data: test,
    metrics: [accuracy()],
  });
  return { particle, variables: variables satisfies Variables, accuracy: scores['accuracy'] ?? 0 };
}
