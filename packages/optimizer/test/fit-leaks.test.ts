import '@tensorflow/tfjs-backend-cpu';
import { compose, defineParticle, disposeVariables } from '@sora-particles/combinator-core';
import { batchNormalization, dense, input } from '@sora-particles/combinator-core/elementary';
import {
  accuracy,
  adam,
  chainTransforms,
  clipByGlobalNorm,
  confusionMatrix,
  evaluate,
  fit,
  stateToRecord,
  type FitOptions,
} from '@sora-particles/optimizer';
import { dispose, memory, tensor } from '@tensorflow/tfjs-core';
import { points, problem } from './support/problem.ts';

const particle = compose(input({ shape: ['batch', 2], dtype: 'float32' }))
  .to(dense({ units: 4, activation: 'relu' }))
  .to(batchNormalization())
  .to(dense({ units: 2 }));

const ways: readonly [string, Partial<FitOptions>][] = [
  ['plainly', {}],
  ['with validation', { validationSplit: 0.25 }],
  ['with weights', { classWeights: { 1: 2 }, sampleWeights: points(40).y.map((y) => 1 + y) }],
  ['with early stopping', { earlyStopping: { monitor: 'loss', patience: 0 }, epochs: 6 }],
  [
    'keeping the last weights',
    { earlyStopping: { monitor: 'loss', restoreBest: false }, epochs: 4 },
  ],
  ['from a stream', { data: () => stream() }],
  ['keeping the state of the optimiser', { keepOptimizerState: true }],
  [
    'with an optimiser put together',
    { optimizer: chainTransforms(clipByGlobalNorm({ maxNorm: 1 }), adam()) },
  ],
  ['aborted', { signal: AbortSignal.abort() }],
  ['with a table among the metrics', { metrics: [accuracy(), confusionMatrix()] }],
];

test.each(ways)('a run leaves no tensor behind: %s', async (_, changes) => {
  const options = problem({ particle });
  const before = memory();
  for (let i = 0; i < 5; i++) {
    const { variables, optimizerState } = await fit({ ...options, ...changes });
    disposeVariables(variables);
    dispose(Object.values(stateToRecord(optimizerState)));
    expect(memory().numTensors).toBe(before.numTensors);
    expect(memory().numBytes).toBe(before.numBytes);
  }
  disposeVariables(options.variables);
});

test.each([1, 2])('nor does one that fails in the middle of step %i', async (step) => {
  let runs = 0;
  const failing = defineParticle({
    kind: 'test/failing@1',
    name: 'failing',
    input: { x: { shape: ['...shape'], dtype: 'float32' } },
    output: { y: { shape: ['...shape'], dtype: 'float32' } },
    run: (_context, { x }) => {
      runs++;
      if (runs === step) throw new Error('not today');
      return { outputs: { y: x } };
    },
  });
  const options = problem({ particle: compose(particle).to(failing) });
  const before = memory();
  await expect(fit(options)).rejects.toThrow('not today');
  expect(memory().numTensors).toBe(before.numTensors);
  expect(memory().numBytes).toBe(before.numBytes);
  disposeVariables(options.variables);
});

test('between steps, a run holds the same number of tensors', async () => {
  const options = problem({ particle, epochs: 4 });
  const counts = new Set<number>();
  const { variables } = await fit({
    ...options,
    onEvent: ({ type }) => {
      if (type === 'epochEnd') counts.add(memory().numTensors);
    },
  });
  expect(counts.size).toBe(1);
  disposeVariables(options.variables);
  disposeVariables(variables);
});

test("tensors given as data stay the caller's", async () => {
  const { x, y } = points(40);
  const data = { x: tensor(x), y: tensor(y, [40], 'int32') };
  const options = problem({ data });
  const { variables } = await fit(options);
  const before = memory().numTensors;
  await evaluate({ particle: options.particle, variables, data, metrics: [accuracy()] });
  expect(memory().numTensors).toBe(before);
  expect(data.x.isDisposed || data.y.isDisposed).toBe(false);
  dispose([data.x, data.y]);
  disposeVariables(options.variables);
  disposeVariables(variables);
});

test('evaluate leaves no tensor behind', async () => {
  const { variables } = problem({ particle });
  const before = memory().numTensors;
  const options = { particle, variables, data: points(40), metrics: [accuracy()] };
  for (let i = 0; i < 20; i++) await evaluate(options);
  await expect(evaluate({ ...options, data: { x: [[1, 2]], y: [7] } })).rejects.toThrow();
  expect(memory().numTensors).toBe(before);
  disposeVariables(variables);
});

function* stream() {
  const { x, y } = points(40);
  for (const [i, row] of x.entries()) yield { x: row, y: y[i]! };
}
