import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import {
  compose,
  defineParticle,
  disposeVariables,
  type AnyParticle,
} from '@sora-particles/combinator-core';
import { dense, input, relu6 } from '@sora-particles/combinator-core/elementary';
import {
  chainTransforms,
  clipByValue,
  defineLoss,
  fit,
  meanSquaredError,
  sgd,
  type FitOptions,
  type GradientTransform,
  type Loss,
  type Schedule,
  type SgdState,
} from '@sora-particles/optimizer';
import {
  add,
  cast,
  customGrad,
  div,
  equal,
  mean,
  reshape,
  scalar,
  setBackend,
  square,
  sub,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { expectNoLeak } from './support/no-leak.ts';
import { points, problem, valuesOf } from './support/problem.ts';
import { expectRejection } from './support/rejection.ts';

const { x } = points(16);
const y = x.map(([a = 0, b = 0]) => a + b);
/** The step that goes wrong: batches of 4 of 16 examples make it the third of the second epoch. */
const BAD_STEP = 7;

const regression = compose(input({ shape: ['batch', 2], dtype: 'float32' }))
  .to(dense({ units: 4 }))
  .to(relu6())
  .to(dense({ units: 1, name: 'out' }));

const base: Partial<FitOptions> = {
  particle: regression,
  data: { x, y },
  loss: meanSquaredError(),
  metrics: [],
  optimizer: sgd({ learningRate: 0.01 }),
  batchSize: 4,
  epochs: 3,
};

const clipped = (): GradientTransform =>
  chainTransforms(clipByValue({ maxValue: 1 }), sgd({ learningRate: 0.01 }));

const cases: readonly [string, () => Partial<FitOptions>, string, RegExp][] = [
  ['a loss', () => ({ loss: lossWith(NaN, 0) }), 'loss', /the loss/],
  ['an infinite loss', () => ({ loss: lossWith(Infinity, 0) }), 'loss', /the loss/],
  ['a gradient', () => ({ loss: lossWith(0, NaN) }), 'dense/kernel', /the gradient/],
  [
    'a gradient that the optimiser clips',
    () => ({ loss: lossWith(0, Infinity), optimizer: clipped() }),
    'dense/kernel',
    /the gradient/,
  ],
  [
    'a gradient too large to be squared',
    () => ({ loss: lossWith(0, 1e25), optimizer: clipped() }),
    'dense/kernel',
    /the gradient/,
  ],
  [
    'a learning rate',
    () => ({ optimizer: sgd({ learningRate: rate(nanWhen) }) }),
    'dense/kernel',
    /the weight/,
  ],
  [
    'an infinite learning rate',
    () => ({ optimizer: sgd({ learningRate: rate(infinityWhen) }) }),
    'dense/kernel',
    /the weight/,
  ],
  ['one weight', () => ({ optimizer: updating('out/bias') }), 'out/bias', /the weight 'out\/bias'/],
  [
    'state',
    () => ({ particle: counting((count) => add(count, infinityWhen(isBad(count)))) }),
    'counter/count',
    /the state 'counter\/count'/,
  ],
  ['an output', () => ({ particle: counting((count) => count, nanWhen) }), 'loss', /the loss/],
];

describe.each(['cpu', 'wasm'])('on %s', (backend) => {
  beforeAll(() => setBackend(backend));
  expectNoLeak();

  test.each(cases)('%s that is not finite stops the run', async (_, changes, path, message) => {
    const options = problem({ ...base, ...changes() });
    let failed: Record<string, number[]> | undefined;
    let steps = 0;
    const run = fit({
      ...options,
      onEvent: (event) => {
        if (event.type === 'batchEnd') steps = event.step;
        if (event.type === 'failed') failed = valuesOf(event.state.variables);
      },
    });
    await expectRejection(run, { code: 'value-not-finite', path, message });
    expect(steps).toBe(BAD_STEP - 1);
    expect(failed).toEqual(await valuesAfter({ ...options, ...changes() }, BAD_STEP - 1));
    disposeVariables(options.variables);
  });

  test('the error says where', async () => {
    const options = problem({ ...base, loss: lossWith(NaN, 0) });
    await expectRejection(fit(options), {
      code: 'value-not-finite',
      message: /epoch 2, batch 3 \(step 7\)/,
    });
    disposeVariables(options.variables);
  });
});

/** The weights after some steps of the same run. */
async function valuesAfter(options: FitOptions, steps: number): Promise<Record<string, number[]>> {
  const controller = new AbortController();
  const { variables } = await fit({
    ...options,
    signal: controller.signal,
    onEvent: (event) => {
      if (event.type === 'batchEnd' && event.step === steps) controller.abort();
    },
  });
  const values = valuesOf(variables);
  disposeVariables(variables);
  return values;
}

/** Whether a counter of finished steps stands at the bad one: 1 or 0. */
function isBad(step: Tensor): Tensor {
  return cast(equal(cast(step, 'float32'), BAD_STEP - 1), 'float32');
}

/** NaN for 1, and 0 for 0. */
function nanWhen(bad: Tensor): Tensor {
  return div(0, sub(1, bad));
}

/** Infinity for 1, and 0 for 0. */
function infinityWhen(bad: Tensor): Tensor {
  return sub(div(1, sub(1, bad)), 1);
}

function rate(poison: (bad: Tensor) => Tensor): Schedule {
  return { kind: 'test/rate@1', config: {}, at: (step) => add(0.01, poison(isBad(step))) };
}

/** A squared error; value or gradient of the bad step are added to. */
function lossWith(value: number, gradient: number): Loss {
  let calls = 0;
  return defineLoss({
    kind: 'test/poisoned@1',
    name: 'poisoned',
    from: 'values',
    targets: 'values',
    compute: (predictions, targets) => {
      const bad = ++calls === BAD_STEP;
      const squared = square(sub(predictions, reshape(targets, predictions.shape)));
      const poisoned = customGrad((each) => ({
        value: add(each as Tensor, bad ? value : 0),
        gradFunc: (dy: Tensor) => add(dy, bad ? gradient : 0),
      }));
      return poisoned(mean(squared, 1));
    },
  });
}

/** Plain descent, with an update of NaN for one weight in the bad step. */
function updating(path: string): GradientTransform<SgdState> {
  const plain = sgd({ learningRate: 0.01 });
  return {
    ...plain,
    update(updates, state, params) {
      const next = plain.update(updates, state, params);
      const extra = nanWhen(isBad(state.step));
      return { ...next, updates: { ...next.updates, [path]: add(next.updates[path]!, extra) } };
    },
  };
}

/** A regression with a part that counts its runs; what it counts or gives goes wrong in the bad step. */
function counting(
  countOf: (count: Tensor) => Tensor,
  error: (bad: Tensor) => Tensor = () => scalar(0),
): AnyParticle {
  const counter = defineParticle({
    kind: 'test/counter@1',
    name: 'counter',
    input: { x: { shape: ['batch', 2], dtype: 'float32' } },
    output: { y: { shape: ['batch', 2], dtype: 'float32' } },
    state: { count: { shape: [1], initializer: 'zeros' } },
    run: (_context, { x }, _params, { count }) => ({
      outputs: { y: add(x, error(isBad(count))) },
      state: { count: add(countOf(count), 1) },
    }),
  });
  return compose(counter).to(dense({ units: 1 }));
}
