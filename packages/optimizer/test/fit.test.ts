import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import {
  compose,
  createContext,
  createRandom,
  disposeVariables,
  freeze,
  initialize,
  registerGradients,
  splitVariables,
  stagesOf,
  type RunResult,
  type TensorRecord,
  type Variables,
} from '@sora-particles/combinator-core';
import {
  batchNormalization,
  dense,
  input,
  relu,
  softmax,
} from '@sora-particles/combinator-core/elementary';
import {
  accuracy,
  adam,
  applyUpdates,
  evaluate,
  fit,
  meanSquaredError,
  sgd,
  sparseCategoricalCrossEntropy,
  stateToRecord,
} from '@sora-particles/optimizer';
import {
  add,
  dispose,
  gather,
  mean,
  setBackend,
  tensor,
  tidy,
  valueAndGrads,
} from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import iris from './golden/iris.json' with { type: 'json' };
import { expectNoLeak } from './support/no-leak.ts';
import { classifier, points, problem, valuesOf } from './support/problem.ts';

beforeAll(() => setBackend('cpu'));
expectNoLeak();

describe('fit gives', () => {
  test('the bits of a loop written by hand, with shuffling, dropout and a smaller last batch', async () => {
    const options = problem({ epochs: 3, metrics: [] });
    const { variables, history, step } = await fit(options);
    const byHand = await trainByHand(options.variables, points(40), 3);
    expect(valuesOf(variables)).toEqual(byHand.weights);
    expect(history.map(({ loss }) => loss)).toEqual(byHand.losses);
    expect(step).toBe(9);
    disposeVariables(options.variables);
    disposeVariables(variables);
  });

  test('new variables and leaves the given ones as they were', async () => {
    const options = problem();
    const before = valuesOf(options.variables);
    const { variables } = await fit(options);
    expect(valuesOf(options.variables)).toEqual(before);
    expect(valuesOf(variables)).not.toEqual(before);
    expect(Object.keys(variables)).toEqual(Object.keys(options.variables));
    disposeVariables(options.variables);
    expect(valuesOf(variables)).toBeDefined();
    disposeVariables(variables);
  });

  test('a model that has learned', async () => {
    const options = problem({
      data: points(128),
      batchSize: 32,
      epochs: 40,
      validationData: points(100, 2),
    });
    const { variables, history } = await fit(options);
    expect(history).toHaveLength(40);
    expect(history[39]?.['val_accuracy']).toBeGreaterThan(0.9);
    disposeVariables(options.variables);
    disposeVariables(variables);
  }, 30_000);

  test('a history of plain JSON: one record for each epoch', async () => {
    const options = problem({ validationSplit: 0.25 });
    const { variables, history } = await fit(options);
    expect(JSON.parse(JSON.stringify(history))).toEqual(history);
    expect(history.map((record) => Object.keys(record))).toEqual(
      [1, 2].map(() => ['epoch', 'loss', 'accuracy', 'val_loss', 'val_accuracy']),
    );
    disposeVariables(options.variables);
    disposeVariables(variables);
  });
});

describe.each(['cpu', 'wasm'])('on %s, the same seed gives the same bits', (backend) => {
  beforeAll(() => setBackend(backend));
  afterAll(() => setBackend('cpu'));

  const run = async (seed: number) => {
    const options = problem({ seed, keepOptimizerState: true });
    const { variables, history, optimizerState } = await fit(options);
    const bits = {
      weights: valuesOf(variables),
      history,
      optimizer: Object.entries(stateToRecord(optimizerState)).map(([path, value]) => [
        path,
        Array.from(value.dataSync()),
      ]),
    };
    disposeVariables(options.variables);
    disposeVariables(variables);
    dispose(Object.values(stateToRecord(optimizerState)));
    return bits;
  };

  test('for weights, optimiser state and history, ten times over', async () => {
    const first = await run(3);
    for (let i = 0; i < 9; i++) expect(await run(3)).toEqual(first);
  });

  test('and another seed gives others', async () => {
    expect((await run(4)).weights).not.toEqual((await run(5)).weights);
  });
});

test('another process and a worker in it give the same bits', async () => {
  const script = require.resolve('./support/train-elsewhere.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--import=tsx',
    '--conditions=@sora-particles/source',
    script,
  ]);
  const options = problem();
  const { variables, history } = await fit(options);
  const here = { weights: valuesOf(variables), history };
  const [inProcess, inWorker] = stdout.trim().split('\n').slice(-2);
  expect(JSON.parse(inProcess!)).toEqual(here);
  expect(JSON.parse(inWorker!)).toEqual(here);
  disposeVariables(options.variables);
  disposeVariables(variables);
}, 60_000);

describe('weights and state', () => {
  const normalized = compose(input({ shape: ['batch', 2], dtype: 'float32' }))
    .to(dense({ units: 4 }))
    .to(batchNormalization())
    .to(relu())
    .to(dense({ units: 2 }));

  test('moving averages follow the batches', async () => {
    const options = problem({ particle: normalized });
    const { variables } = await fit(options);
    const { batchNormalization: _, ...found } = valuesOf(variables);
    expect(found['batchNormalization/movingMean']).not.toEqual([0, 0, 0, 0]);
    expect(found['batchNormalization/movingVariance']).not.toEqual([1, 1, 1, 1]);
    expect(variables['batchNormalization/movingMean']?.trainable).toBe(false);
    disposeVariables(options.variables);
    disposeVariables(variables);
  });

  test('what is frozen stays, its moving averages too, and belongs to the caller as all else', async () => {
    const frozen = compose(input({ shape: ['batch', 2], dtype: 'float32' }))
      .to(freeze(dense({ units: 4, name: 'base' })))
      .to(freeze(batchNormalization()))
      .to(dense({ units: 2, name: 'head' }));
    const options = problem({ particle: frozen });
    const before = valuesOf(options.variables);
    const { variables } = await fit(options);
    disposeVariables(options.variables);
    const after = valuesOf(variables);
    for (const path of Object.keys(before)) {
      if (path.startsWith('head/')) expect(after[path]).not.toEqual(before[path]);
      else expect(after[path]).toEqual(before[path]);
    }
    disposeVariables(variables);
  });

  test('a run goes on from the weights and the optimiser state of another', async () => {
    const data = points(32);
    const whole = problem({ data, shuffle: false, epochs: 2, optimizer: adam(), particle: plain });
    const both = await fit({ ...whole, keepOptimizerState: true });
    const first = await fit({ ...whole, epochs: 1, keepOptimizerState: true });
    const second = await fit({
      ...whole,
      epochs: 1,
      variables: first.variables,
      optimizerState: first.optimizerState,
      keepOptimizerState: true,
    });
    expect(valuesOf(second.variables)).toEqual(valuesOf(both.variables));
    for (const result of [both, first, second]) {
      disposeVariables(result.variables);
      dispose(Object.values(stateToRecord(result.optimizerState)));
    }
    disposeVariables(whole.variables);
  });

  test('donated variables are taken over', async () => {
    const options = problem({ donate: true });
    const { variables } = await fit(options);
    expect(Object.values(options.variables).every(({ value }) => value.isDisposed)).toBe(true);
    disposeVariables(variables);
  });

  const plain = compose(input({ shape: ['batch', 2], dtype: 'float32' })).to(dense({ units: 2 }));
});

test('real flowers are told apart as well as by logistic regression', async () => {
  const part = (isTest: boolean) => {
    const rows = [...iris.y.keys()].filter((i) => (i % 3 === 0) === isTest);
    return { x: rows.map((i) => iris.x[i]!), y: rows.map((i) => iris.y[i]!) };
  };
  const particle = compose(input({ shape: ['batch', 4], dtype: 'float32' }))
    .to(dense({ units: 3 }))
    .to(softmax());
  const options = problem({
    particle,
    data: part(false),
    optimizer: adam({ learningRate: 0.1 }),
    epochs: 40,
  });
  const { variables } = await fit(options);
  const scores = await evaluate({ particle, variables, data: part(true), metrics: [accuracy()] });
  expect(scores['accuracy']).toBeGreaterThanOrEqual(iris.logisticRegression - 0.02);
  disposeVariables(options.variables);
  disposeVariables(variables);
}, 30_000);

test('a loss that reads values trains a regression', async () => {
  const particle = compose(input({ shape: ['batch', 1], dtype: 'float32' })).to(
    dense({ units: 1 }),
  );
  const variables = initialize(particle, { seed: 1 });
  const x = Array.from({ length: 20 }, (_, i) => [i / 10 - 1]);
  const result = await fit({
    particle,
    variables,
    data: { x, y: x.map(([a = 0]) => 2 * a + 1) },
    loss: meanSquaredError(),
    optimizer: sgd({ learningRate: 0.3 }),
    epochs: 60,
    seed: 1,
  });
  expect(valuesOf(result.variables)['dense/kernel']?.[0]).toBeCloseTo(2, 3);
  expect(valuesOf(result.variables)['dense/bias']?.[0]).toBeCloseTo(1, 3);
  disposeVariables(variables);
  disposeVariables(result.variables);
});

/** The same training with TensorFlow.js alone: no loop, batches or steps of ours. */
async function trainByHand(
  variables: Variables,
  data: { x: number[][]; y: number[] },
  epochs: number,
) {
  registerGradients();
  const { body } = stagesOf(classifier);
  const optimizer = adam({ learningRate: 0.05 });
  const loss = sparseCategoricalCrossEntropy();
  const seed = 7;
  const x = tensor(data.x);
  const y = tensor(data.y, [data.y.length], 'int32');
  let { params }: { params: TensorRecord } = splitVariables(classifier, variables);
  params = Object.fromEntries(
    Object.entries(params).map(([path, value]) => [path, add(value, 0)] as [string, Tensor]),
  );
  let state = optimizer.init(params);
  let step = 0;
  const losses: number[] = [];
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const order = createRandom(seed).split('shuffle').split(String(epoch)).permutation(40);
    let total = 0;
    for (const [from, to] of [
      [0, 16],
      [16, 32],
      [32, 40],
    ] as const) {
      const drawn = createRandom(seed)
        .split('step')
        .split(String(step++))
        .integer(2 ** 31);
      const rows = tensor(order.slice(from, to), [to - from], 'int32');
      const paths = Object.keys(params);
      const old = [params, state];
      const next = tidy(() => {
        const forward = (...values: Tensor[]): Tensor => {
          const named = Object.fromEntries(paths.map((path, i) => [path, values[i]!]));
          const context = createContext({ training: true, seed: drawn });
          const result = body.run(context, { x: gather(x, rows) }, named, {}) as RunResult;
          return mean(loss.compute(result.outputs['y'] as Tensor, gather(y, rows)));
        };
        const { value, grads } = valueAndGrads(forward)(Object.values(params));
        const gradients = Object.fromEntries(paths.map((path, i) => [path, grads[i]!]));
        const moved = optimizer.update(gradients, state, params);
        return { value, params: applyUpdates(params, moved.updates), state: moved.state };
      });
      total += (next.value.dataSync()[0] ?? NaN) * (to - from);
      dispose([old[0], rows, next.value] as never);
      dispose(Object.values(stateToRecord(old[1])));
      ({ params, state } = next);
    }
    losses.push(total / 40);
  }
  const weights = Object.fromEntries(
    await Promise.all(
      Object.entries(params).map(
        async ([path, value]) => [path, Array.from(await value.data())] as const,
      ),
    ),
  );
  dispose([x, y, params] as never);
  dispose(Object.values(stateToRecord(state)));
  return { weights, losses };
}
