import '@tensorflow/tfjs-backend-cpu';
import { disposeVariables, initialize, predict } from '@sora-particles/combinator-core';
import { dense } from '@sora-particles/combinator-core/elementary';
import {
  accuracy,
  confusionMatrix,
  evaluate,
  fromExamples,
  meanAbsoluteError,
  meanSquaredError,
  sparseCategoricalCrossEntropy,
} from '@sora-particles/optimizer';
import type { Tensor } from '@tensorflow/tfjs-core';
import { expectNoLeak } from './support/no-leak.ts';
import { classifier, points, problem } from './support/problem.ts';
import { expectRejection } from './support/rejection.ts';

expectNoLeak();

const data = points(33);

test('measures what a plain loop over predictions measures, without dropout', async () => {
  const { variables } = problem();
  const predictions = (await predict(classifier, variables, data.x)) as Tensor;
  const rows = predictions.arraySync() as number[][];
  const table = [0, 1].map(() => [0, 0]);
  let [loss, right] = [0, 0];
  for (const [i, row] of rows.entries()) {
    const label = data.y[i]!;
    const found = row[1]! > row[0]! ? 1 : 0;
    loss -= Math.log(row[label]!) / 33;
    right += found === label ? 1 : 0;
    table[label]![found]!++;
  }
  const found = await evaluate({
    particle: classifier,
    variables,
    data,
    loss: sparseCategoricalCrossEntropy(),
    metrics: [accuracy(), confusionMatrix()],
  });
  expect(Object.keys(found)).toEqual(['loss', 'accuracy', 'confusionMatrix']);
  expect(found['loss']).toBeCloseTo(loss, 5);
  expect(found['accuracy']).toBe(right / 33);
  expect(found['confusionMatrix']).toEqual(table);
  predictions.dispose();
  disposeVariables(variables);
});

test.each([1, 7, 33, 1000])('the batch size of %d changes nothing', async (batchSize) => {
  const { variables } = problem();
  const options = { particle: classifier, variables, data, loss: sparseCategoricalCrossEntropy() };
  const { loss } = await evaluate({ ...options, metrics: [accuracy()], batchSize });
  expect(loss).toBeCloseTo((await evaluate(options))['loss']!, 5);
  disposeVariables(variables);
});

test('metrics that read values get the outputs, those that read logits what comes before', async () => {
  const { variables } = problem();
  const y = data.y.map((label) => [1 - label, label]);
  const found = await evaluate({
    particle: classifier,
    variables,
    data: { x: data.x, y },
    metrics: [meanAbsoluteError()],
  });
  const predictions = (await predict(classifier, variables, data.x)) as Tensor;
  const rows = predictions.arraySync() as number[][];
  const errors = rows.flatMap((row, i) => row.map((value, c) => Math.abs(value - y[i]![c]!)));
  expect(found['meanAbsoluteError']).toBeCloseTo(errors.reduce((a, b) => a + b) / 66, 5);
  predictions.dispose();
  disposeVariables(variables);
});

test('a stream is measured as it comes', async () => {
  const { variables } = problem();
  const stream = fromExamples(() => data.x.map((row, i) => ({ x: row, y: data.y[i]! })));
  const options = { particle: classifier, variables, metrics: [accuracy()] };
  expect(await evaluate({ ...options, data: stream })).toEqual(
    await evaluate({ ...options, data }),
  );
  disposeVariables(variables);
});

test.each([
  ['nothing to measure', {}, 'option-missing'],
  ['an unknown option', { metrics: [accuracy()], epochs: 1 }, 'option-unknown'],
  [
    'labels out of range',
    { metrics: [accuracy()], data: { x: data.x, y: data.x.map(() => 5) } },
    'label-out-of-range',
  ],
  ['no data', { metrics: [accuracy()], data: { x: [], y: [] } }, 'data-empty'],
  ['NaN', { metrics: [accuracy()], data: { x: [[NaN, 1]], y: [0] } }, 'value-not-finite'],
  ['a signal that has fired', { metrics: [accuracy()], signal: AbortSignal.abort() }, 'aborted'],
] as const)('refuses %s', async (_, changes, code) => {
  const { variables } = problem();
  const options = { particle: classifier, variables, data, ...changes };
  await expectRejection(evaluate(options as never), { code });
  disposeVariables(variables);
});

test('a particle alone is enough', async () => {
  const particle = dense({ units: 1 });
  const variables = initialize(particle, { seed: 1, bindings: { in: 1 } });
  const found = await evaluate({
    particle,
    variables,
    data: { x: [[0], [0]], y: [2, 4] },
    loss: meanSquaredError(),
  });
  expect(found).toEqual({ loss: 10 });
  disposeVariables(variables);
});
