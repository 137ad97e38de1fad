import {
  type AnyParticle,
  disposeVariables,
  type Engine,
  initialize,
} from '@sora-particles/combinator-core';
import {
  accuracy,
  adam,
  evaluate,
  fit,
  sparseCategoricalCrossEntropy,
} from '@sora-particles/optimizer';
import { type LabelledTexts, splitInTwo } from './split.ts';

/** How a classifier is taught in each fold. */
export interface FoldOptions {
  readonly particle: AnyParticle;
  readonly folds: number;
  readonly epochs: number;
  readonly learningRate: number;
  readonly seed: number;
  readonly engine: Engine;
  readonly signal: AbortSignal;
}

/**
 * The accuracy on each fold of a model that was taught with the others. Nothing is chosen by it, and no weight
 * goes from one fold to the next.
 */
export async function crossValidate(
  data: LabelledTexts,
  { particle, folds, epochs, learningRate, seed, engine, signal }: FoldOptions,
): Promise<readonly number[]> {
  const scores: number[] = [];
  for (const { training, test } of foldsOf(data, folds, seed)) {
    const { variables, stopReason } = await fit({
      ...{ particle, epochs, seed, engine, signal, donate: true },
      variables: initialize(particle, { seed }),
      data: { x: training.texts, y: training.classes },
      loss: sparseCategoricalCrossEntropy(),
      optimizer: adam({ learningRate }),
    });
    if (stopReason !== 'aborted') {
      const judged = { x: test.texts, y: test.classes };
      const { accuracy: score } = await evaluate({
        ...{ particle, variables, data: judged, engine, metrics: [accuracy()] },
      });
      scores.push(score ?? NaN);
    }
    disposeVariables(variables);
    if (stopReason === 'aborted') break;
  }
  return scores;
}

/** Cuts off one fold after the other, each with as much of each class. */
function foldsOf(
  data: LabelledTexts,
  folds: number,
  seed: number,
): readonly { readonly training: LabelledTexts; readonly test: LabelledTexts }[] {
  const tests: LabelledTexts[] = [];
  let rest = data;
  for (let left = folds; left > 1; left--) {
    const [test, others] = splitInTwo(rest, 1 / left, seed);
    tests.push(test);
    rest = others;
  }
  tests.push(rest);
  return tests.map((test) => {
    const others = tests.filter((other) => other !== test);
    return {
      test,
      training: {
        texts: others.flatMap(({ texts }) => texts),
        classes: others.flatMap(({ classes }) => classes),
      },
    };
  });
}
