import '@tensorflow/tfjs-backend-cpu';
import { disposeVariables, initialize } from '@sora-particles/combinator-core';
import { dense } from '@sora-particles/combinator-core/elementary';
import {
  accuracy,
  categoricalCrossEntropy,
  evaluate,
  fit,
  fromBatches,
  fromExamples,
  sgd,
  sparseCategoricalCrossEntropy,
  type FitOptions,
} from '@sora-particles/optimizer';
import { expectClose } from './support/close.ts';
import { expectNoLeak } from './support/no-leak.ts';
import { points, valuesOf } from './support/problem.ts';

expectNoLeak();

const { x, y } = points(12);
const sampleWeights = x.map((_, i) => (i % 4) / 2);
const classWeights = [0.5, 3];
const oneHot = y.map((label) => [1 - label, label]);
const rate = 0.5;
const batchSize = 5;

/** Softmax regression trained for two epochs in plain loops: what the weights and losses must be. */
function reference(weightOf: (example: number) => number, kernel: number[][], bias: number[]) {
  const losses: number[] = [];
  for (let epoch = 0; epoch < 2; epoch++) {
    let [total, mass] = [0, 0];
    for (let from = 0; from < x.length; from += batchSize) {
      const rows = x.slice(from, from + batchSize).map((_, i) => from + i);
      const sum = rows.reduce((all, i) => all + weightOf(i), 0);
      const step = [0, 1, 2].map(() => [0, 0]);
      for (const i of rows) {
        const input = [...x[i]!, 1];
        const logits = bias.map(
          (b, c) => b + x[i]!.reduce((all, v, j) => all + v * kernel[j]![c]!, 0),
        );
        const exps = logits.map(Math.exp);
        const scale = exps.reduce((all, e) => all + e);
        total -= weightOf(i) * Math.log(exps[y[i]!]! / scale);
        mass += weightOf(i);
        if (sum === 0) continue;
        for (const c of [0, 1]) {
          const error = (weightOf(i) / sum) * (exps[c]! / scale - (c === y[i] ? 1 : 0));
          input.forEach((v, j) => (step[j]![c]! += rate * error * v));
        }
      }
      for (const c of [0, 1]) {
        for (const j of [0, 1]) kernel[j]![c]! -= step[j]![c]!;
        bias[c]! -= step[2]![c]!;
      }
    }
    losses.push(total / mass);
  }
  return { weights: [...kernel.flat(), ...bias], losses };
}

const ways: readonly [string, Partial<FitOptions>, (example: number) => number][] = [
  ['no weights', {}, () => 1],
  ['weights of examples', { sampleWeights }, (i) => sampleWeights[i]!],
  ['weights of classes', { classWeights }, (i) => classWeights[y[i]!]!],
  ['weights of some classes, by name', { classWeights: { 1: 3 } }, (i) => [1, 3][y[i]!]!],
  [
    'weights of both',
    { sampleWeights, classWeights },
    (i) => sampleWeights[i]! * classWeights[y[i]!]!,
  ],
  [
    'weights of classes for one-hot targets',
    { classWeights, data: { x, y: oneHot }, loss: categoricalCrossEntropy() },
    (i) => classWeights[y[i]!]!,
  ],
  [
    'weights in a stream of examples',
    {
      data: fromExamples(() =>
        x.map((row, i) => ({ x: row, y: y[i]!, sampleWeight: sampleWeights[i]! })),
      ),
    },
    (i) => sampleWeights[i]!,
  ],
  [
    'weights in a stream of batches',
    {
      data: fromBatches(() =>
        [0, 5, 10].map((from) => {
          const part = <T>(list: readonly T[]): T[] => list.slice(from, from + 5);
          return { x: part(x), y: part(y), sampleWeights: part(sampleWeights) };
        }),
      ),
    },
    (i) => sampleWeights[i]!,
  ],
];

test.each(ways)('training with %s is that of plain loops', async (_, changes, weightOf) => {
  const particle = dense({ units: 2 });
  const variables = initialize(particle, { seed: 2, bindings: { in: 2 } });
  const before = valuesOf(variables);
  const [a = 0, b = 0, c = 0, d = 0] = before['kernel']!;
  const expected = reference(
    weightOf,
    [
      [a, b],
      [c, d],
    ],
    [...before['bias']!],
  );
  const inMemory = changes.data === undefined || 'x' in changes.data;
  const result = await fit({
    particle,
    variables,
    data: { x, y },
    loss: sparseCategoricalCrossEntropy(),
    optimizer: sgd({ learningRate: rate }),
    epochs: 2,
    batchSize,
    seed: 1,
    ...(inMemory && { shuffle: false }),
    ...changes,
  });
  const { kernel = [], bias = [] } = valuesOf(result.variables);
  expectClose([...kernel, ...bias], expected.weights);
  expectClose(
    result.history.map(({ loss }) => loss),
    expected.losses,
  );
  disposeVariables(variables);
  disposeVariables(result.variables);
});

test('examples of weight 0 change nothing and are not counted', async () => {
  const particle = dense({ units: 2 });
  const variables = initialize(particle, { seed: 2, bindings: { in: 2 } });
  const weights = x.map((_, i) => (i < 6 ? 1 : 0));
  const options = {
    particle,
    variables,
    metrics: [accuracy()],
    loss: sparseCategoricalCrossEntropy(),
  };
  const all = await evaluate({ ...options, data: { x, y }, sampleWeights: weights });
  const first = await evaluate({ ...options, data: { x: x.slice(0, 6), y: y.slice(0, 6) } });
  expect(all['accuracy']).toBe(first['accuracy']);
  expect(all['loss']).toBeCloseTo(first['loss']!, 6);
  disposeVariables(variables);
});
