import {
  compose,
  createRandom,
  initialize,
  type AnyParticle,
  type Variables,
} from '@sora-particles/combinator-core';
import { dense, dropout, input, softmax } from '@sora-particles/combinator-core/elementary';
import {
  accuracy,
  adam,
  sparseCategoricalCrossEntropy,
  type FitOptions,
} from '@sora-particles/optimizer';

/** A small classifier: two numbers in, two classes out, with dropout on the way. */
export const classifier: AnyParticle = compose(input({ shape: ['batch', 2], dtype: 'float32' }))
  .to(dense({ units: 8, activation: 'tanh' }))
  .to(dropout(0.1))
  .to(dense({ units: 2 }))
  .to(softmax());

/** Points in a square, and whether both of their coordinates have the same sign. */
export function points(count: number, seed = 1): { x: number[][]; y: number[] } {
  const random = createRandom(seed).split('points');
  const x = Array.from({ length: count }, () => [2 * random.next() - 1, 2 * random.next() - 1]);
  return { x, y: x.map(([a = 0, b = 0]) => (a * b > 0 ? 1 : 0)) };
}

/** Options that train {@link classifier}; the caller owns the variables. */
export function problem(
  changes: Partial<FitOptions> = {},
): FitOptions & { readonly variables: Variables } {
  const particle = changes.particle ?? classifier;
  return {
    particle,
    variables: changes.variables ?? initialize(particle, { seed: 1 }),
    data: points(40),
    loss: sparseCategoricalCrossEntropy(),
    optimizer: adam({ learningRate: 0.05 }),
    metrics: [accuracy()],
    epochs: 2,
    batchSize: 16,
    seed: 7,
    ...changes,
  };
}

/** All numbers of variables, by path. */
export function valuesOf(variables: Variables): Record<string, number[]> {
  return Object.fromEntries(
    Object.entries(variables).map(([path, { value }]) => [
      path,
      Array.from(value.dataSync<'float32'>()),
    ]),
  );
}
