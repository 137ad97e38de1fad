import '@tensorflow/tfjs-backend-cpu';
import { createRandom, disposeVariables } from '@sora-particles/combinator-core';
import {
  accuracy,
  evaluate,
  fit,
  fitEvents,
  fromBatches,
  fromExamples,
  type FitEvent,
} from '@sora-particles/optimizer';
import { memory } from '@tensorflow/tfjs-core';
import { expectNoLeak } from './support/no-leak.ts';
import { classifier, points, problem, valuesOf } from './support/problem.ts';
import { expectRejection } from './support/rejection.ts';

expectNoLeak();

test('an abort returns what the finished steps have trained', async () => {
  const options = problem({ metrics: [] });
  const stopAt = async (step: number) => {
    const controller = new AbortController();
    const result = await fit({
      ...options,
      signal: controller.signal,
      onEvent: (event) => {
        if (event.type === 'batchEnd' && event.step === step) controller.abort();
      },
    });
    const values = valuesOf(result.variables);
    disposeVariables(result.variables);
    return { ...result, values };
  };
  const fourth = await stopAt(4);
  expect(fourth).toMatchObject({ stopReason: 'aborted', step: 4, epoch: 1 });
  expect(fourth.history).toHaveLength(1);
  expect(await stopAt(4)).toMatchObject({ values: fourth.values });
  expect((await stopAt(5)).values).not.toEqual(fourth.values);
  disposeVariables(options.variables);
});

test('a signal that has fired before gives the weights back as they were', async () => {
  const options = problem({ signal: AbortSignal.abort() });
  const { variables, stopReason, step } = await fit(options);
  expect({ stopReason, step }).toEqual({ stopReason: 'aborted', step: 0 });
  expect(valuesOf(variables)).toEqual(valuesOf(options.variables));
  disposeVariables(options.variables);
  disposeVariables(variables);
});

test('at any moment it stops within a step, leaks nothing, and the next run is unharmed', async () => {
  const options = problem({ epochs: 3, validationData: points(20, 2) });
  const whole = await fit(options);
  const expected = valuesOf(whole.variables);
  disposeVariables(whole.variables);
  const random = createRandom(5);
  const before = memory().numTensors;
  for (let i = 0; i < 60; i++) {
    const controller = new AbortController();
    let after = 0;
    const timer = setTimeout(() => controller.abort(), random.integer(60));
    const { variables, stopReason } = await fit({
      ...options,
      signal: controller.signal,
      onEvent: ({ type }) => {
        if (type === 'batchEnd' && controller.signal.aborted) after++;
      },
    });
    clearTimeout(timer);
    expect(['aborted', 'completed']).toContain(stopReason);
    expect(after).toBeLessThanOrEqual(1);
    disposeVariables(variables);
    expect(memory().numTensors).toBe(before);
  }
  const again = await fit(options);
  expect(valuesOf(again.variables)).toEqual(expected);
  disposeVariables(again.variables);
  disposeVariables(options.variables);
}, 30_000);

test('the event loop is let in, so that a timer can abort a long run', async () => {
  const controller = new AbortController();
  const options = problem({ epochs: 100_000, signal: controller.signal });
  setTimeout(() => controller.abort(), 120);
  const { variables, stopReason } = await fit(options);
  expect(stopReason).toBe('aborted');
  disposeVariables(options.variables);
  disposeVariables(variables);
});

describe('a source that never gives more', () => {
  const { x, y } = points(8);
  const stalling = () =>
    fromBatches(async function* () {
      yield { x, y };
      await new Promise(() => undefined);
    });

  test('is given up on an abort', async () => {
    const controller = new AbortController();
    const options = problem({ data: stalling(), signal: controller.signal });
    setTimeout(() => controller.abort(), 30);
    const { variables, step } = await fit(options);
    expect(step).toBe(1);
    disposeVariables(options.variables);
    disposeVariables(variables);
  });

  test('is given up when the run fails', async () => {
    const options = problem({ data: stalling() });
    const failing = fit({
      ...options,
      onEvent: ({ type }) => {
        if (type === 'batchEnd') throw new RangeError('mine');
      },
    });
    await expect(failing).rejects.toThrow(new RangeError('mine'));
    disposeVariables(options.variables);
  });

  test('is given up by evaluate', async () => {
    const { variables } = problem();
    const signal = AbortSignal.timeout(30);
    const options = { particle: classifier, variables, data: stalling(), metrics: [accuracy()] };
    await expectRejection(evaluate({ ...options, signal }), { code: 'aborted' });
    disposeVariables(variables);
  });
});

test('a stream is closed however the run ends', async () => {
  let open = 0;
  const data = fromExamples(function* () {
    open++;
    try {
      const { x, y } = points(40);
      for (const [i, row] of x.entries()) yield { x: row, y: y[i]! };
    } finally {
      open--;
    }
  });
  const controller = new AbortController();
  const options = problem({ data });
  const ends: Partial<Parameters<typeof fit>[0]>[] = [
    {},
    { signal: controller.signal, onEvent: () => controller.abort() },
    { onEvent: failOn('batchEnd') },
  ];
  for (const end of ends) {
    const result = await fit({ ...options, ...end }).catch(() => undefined);
    if (result !== undefined) disposeVariables(result.variables);
    expect(open).toBe(0);
  }
  disposeVariables(options.variables);
});

describe('errors in a handler', () => {
  test.each(['runStart', 'epochStart', 'batchEnd', 'epochEnd', 'improved', 'runEnd'] as const)(
    'of %s end the run, are told to it, and leak nothing',
    async (type) => {
      const options = problem({ earlyStopping: { monitor: 'loss', patience: 5 } });
      const told: string[] = [];
      const fail = failOn(type);
      const run = fit({
        ...options,
        onEvent: (event) => {
          told.push(event.type);
          fail(event);
        },
      });
      await expect(run).rejects.toThrow('mine');
      expect(told.slice(-2)).toEqual([type, 'failed']);
      disposeVariables(options.variables);
    },
  );
});

test('leaving the loop over events ends the run', async () => {
  const options = problem();
  const left: string[] = [];
  for await (const event of fitEvents(options)) {
    left.push(event.type);
    if (event.type === 'batchEnd') break;
  }
  expect(left).toEqual(['runStart', 'epochStart', 'batchEnd']);
  disposeVariables(options.variables);
});

function failOn(type: FitEvent['type']): (event: FitEvent) => void {
  return (event) => {
    if (event.type === type) throw new RangeError('mine');
  };
}
