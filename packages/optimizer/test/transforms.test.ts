import '@tensorflow/tfjs-backend-cpu';
import type { TensorRecord, TensorTree } from '@sora-particles/combinator-core';
import {
  adagrad,
  adam,
  adamw,
  applyUpdates,
  chainTransforms,
  clipByGlobalNorm,
  clipByNorm,
  clipByValue,
  fromConfig,
  momentum,
  optimizerKinds,
  rmsprop,
  scaleByAdam,
  scaleByLearningRate,
  scaleBySchedule,
  sgd,
  stateFromRecord,
  stateToRecord,
  weightDecay,
} from '@sora-particles/optimizer';
import {
  dispose,
  memory,
  ones,
  scalar,
  tensor,
  type Tensor,
  tidy,
  zeros,
} from '@tensorflow/tfjs-core';
import golden from './golden/transforms.json' with { type: 'json' };
import { expectClose } from './support/close.ts';
import { read, title } from './support/golden.ts';
import { expectNoLeak } from './support/no-leak.ts';
import { expectRefusal } from './support/refusal.ts';

expectNoLeak();

type Path = keyof typeof golden.weights;
const paths = Object.keys(golden.weights) as Path[];

function startingWeights(): TensorRecord {
  return Object.fromEntries(paths.map((path) => [path, read(golden.weights[path])]));
}

function gradientsAt(step: number): TensorRecord {
  return Object.fromEntries(
    paths.map((path) => [path, tensor(golden.gradients[step]![path], golden.weights[path].shape)]),
  );
}

describe('walks as Keras and optax do (tools/golden/optimizer.py)', () => {
  const cases = golden.cases.map((each) => ({
    ...each,
    title: `${title(each.description)}, ${each.source}`,
  }));

  it.each(cases)('$title', ({ description, trajectory }) => {
    const transform = fromConfig('transform', description, optimizerKinds);
    tidy(() => {
      let weights = startingWeights();
      let state: TensorTree = transform.init(weights);
      const structure = shapesOf(state);
      for (const [step, expected] of trajectory.entries()) {
        const next = transform.update(gradientsAt(step), state, weights);
        weights = applyUpdates(weights, next.updates);
        state = next.state;
        expect(shapesOf(state)).toEqual(structure);
        for (const path of paths) expectClose(weights[path]!, expected[path], 2e-5);
      }
    });
  });
});

function shapesOf(state: TensorTree): Record<string, string> {
  return Object.fromEntries(
    Object.entries(stateToRecord(state)).map(([path, { dtype, shape }]) => [
      path,
      `${dtype} ${shape.join(' ')}`,
    ]),
  );
}

test('keeps as many tensors from step to step', () => {
  const transform = chainTransforms(clipByGlobalNorm({ maxNorm: 1 }), adamw());
  let weights = startingWeights();
  let state = transform.init(weights);
  const count = memory().numTensors;
  for (let step = 0; step < 5; step += 1) {
    const made = tidy(() => {
      const next = transform.update(gradientsAt(step), state, weights);
      return { weights: applyUpdates(weights, next.updates), state: stateToRecord(next.state) };
    });
    dispose({ ...weights });
    dispose({ ...stateToRecord(state) });
    weights = made.weights;
    state = stateFromRecord(state, made.state);
    expect(memory().numTensors).toBe(count);
  }
  dispose({ ...weights });
  dispose({ ...stateToRecord(state) });
});

test('counts steps in the state, so that a compiled step does not bake them in', () => {
  tidy(() => {
    const transform = adam();
    const weights = startingWeights();
    const first = transform.update(gradientsAt(0), transform.init(weights), weights).state;
    const second = transform.update(gradientsAt(1), first, weights).state;
    expect(second.step.dtype).toBe('int32');
    expect(second.step.dataSync()[0]).toBe(2);
    expect(first.step.dataSync()[0]).toBe(1);
  });
});

test('the first step of adam is the learning rate against the sign of the gradient', () => {
  tidy(() => {
    const transform = adam({ learningRate: 0.5 });
    const weights = { w: zeros([3]) };
    const { updates } = transform.update(
      { w: tensor([3, -0.01, 0]) },
      transform.init(weights),
      weights,
    );
    expectClose(updates['w']!, [-0.5, 0.5, 0], 1e-3);
  });
});

test('weightDecay leaves the named weights alone, wherever they are', () => {
  tidy(() => {
    const weights = { bias: ones([1]), 'a/bias': ones([1]), 'bias/kernel': ones([1]) };
    const transform = weightDecay({ rate: 0.5, exclude: ['bias'] });
    const nothing = { bias: zeros([1]), 'a/bias': zeros([1]), 'bias/kernel': zeros([1]) };
    const { updates } = transform.update(nothing, transform.init(weights), weights);
    const values = Object.entries(updates).map(([path, value]) => [path, value.dataSync()[0]]);
    expect(Object.fromEntries(values)).toEqual({ bias: 0, 'a/bias': 0, 'bias/kernel': 0.5 });
  });
});

describe('a clip lets an accident be seen', () => {
  it.each([
    ['clipByNorm', clipByNorm({ maxNorm: 1 })],
    ['clipByGlobalNorm', clipByGlobalNorm({ maxNorm: 1 })],
  ])('%s of an infinite or undefined gradient is not finite', (_, transform) => {
    for (const accident of [Infinity, -Infinity, NaN]) {
      tidy(() => {
        const { updates } = transform.update({ w: tensor([accident, 1]) }, [], {});
        expect(Array.from(updates['w']!.dataSync())).toEqual([NaN, NaN]);
      });
    }
  });
});

describe('refuses', () => {
  const weights = (): { a: Tensor } => ({ a: scalar(1) });

  it.each([
    ['adam', adam()],
    ['sgd with momentum', sgd({ momentum: 0.9 })],
    ['rmsprop', rmsprop({ centered: true })],
    ['adagrad', adagrad()],
  ])('weights that init did not see: %s', (_, transform) => {
    tidy(() => {
      const state = transform.init(weights()) as never;
      expectRefusal(() => transform.update({ b: scalar(1) }, state, { b: scalar(1) }), {
        code: 'variable-missing',
        path: 'b',
      });
    });
  });

  it.each([
    ['an update without a weight', () => applyUpdates({}, weights()), 'variable-missing'],
    [
      'weightDecay of an unknown weight',
      () => weightDecay({ rate: 1 }).update(weights(), [], {}),
      'variable-missing',
    ],
    ['an empty chain', () => chainTransforms(), 'composition-empty'],
    [
      'a factory that was not called',
      // @ts-expect-error adam is a function, adam() a transform
      () => chainTransforms(adam),
      'option-invalid',
    ],
    ['a negative learning rate', () => adam({ learningRate: -1 }), 'option-invalid'],
    ['a learning rate of NaN', () => sgd({ learningRate: NaN }), 'option-invalid'],
    ['a beta of 1', () => scaleByAdam({ beta2: 1 }), 'option-invalid'],
    ['an epsilon of 0', () => adagrad({ epsilon: 0 }), 'option-invalid'],
    ['a momentum of 1', () => momentum({ decay: 1 }), 'option-invalid'],
    ['a clip at 0', () => clipByValue({ maxValue: 0 }), 'option-invalid'],
    ['a norm of infinity', () => clipByNorm({ maxNorm: Infinity }), 'option-invalid'],
    ['a negative decay', () => adamw({ weightDecay: -1 }), 'option-invalid'],
    [
      'names of weights that are no strings',
      // @ts-expect-error names are strings
      () => weightDecay({ rate: 1, exclude: [1] }),
      'option-invalid',
    ],
    [
      'a learning rate that is missing',
      // @ts-expect-error there is no default
      () => scaleByLearningRate({}),
      'option-missing',
    ],
    [
      'a schedule that is none',
      // @ts-expect-error a string is no schedule
      () => scaleBySchedule({ factor: 'cosine' }),
      'option-invalid',
    ],
    [
      'an option of another library',
      // @ts-expect-error it is called learningRate
      () => adam({ lr: 1 }),
      'option-unknown',
    ],
  ])('%s', (_, act, code) => {
    tidy(() => expectRefusal(act, { code }));
  });
});
