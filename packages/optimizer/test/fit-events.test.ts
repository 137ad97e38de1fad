import '@tensorflow/tfjs-backend-cpu';
import { disposeVariables, eagerEngine, type Engine } from '@sora-particles/combinator-core';
import { fit, fitEvents, type FitEvent } from '@sora-particles/optimizer';
import { startPace } from '../src/training/pace.ts';
import { expectNoLeak } from './support/no-leak.ts';
import { points, problem, valuesOf } from './support/problem.ts';

expectNoLeak();

/** Runs and keeps what was told; a clock that goes on by 10 ms each time it is read. */
async function record(changes: Parameters<typeof problem>[0] = {}) {
  const events: FitEvent[] = [];
  let now = 0;
  const options = problem({ clock: () => (now += 10), ...changes });
  const result = await fit({ ...options, onEvent: (event) => events.push(event) });
  disposeVariables(options.variables);
  disposeVariables(result.variables);
  return { events, result };
}

test('events come in order, with the figures of each batch and epoch', async () => {
  const { events, result } = await record({ validationData: points(20, 2) });
  const epoch = ['epochStart', 'batchEnd', 'batchEnd', 'batchEnd', 'epochEnd'];
  expect(events.map(({ type }) => type)).toEqual(['runStart', ...epoch, ...epoch, 'runEnd']);
  expect(events[0]).toEqual({
    type: 'runStart',
    epochs: 2,
    batchSize: 16,
    examples: 40,
    batches: 3,
    weights: 2 * 8 + 8 + 8 * 2 + 2,
  });
  expect(events[1]).toEqual({ type: 'epochStart', epoch: 1, epochs: 2, batches: 3 });
  expect(events[8]).toMatchObject({ epoch: 2, batch: 2, batches: 3, step: 5, size: 16 });
  expect(events[9]).toMatchObject({ epoch: 2, batch: 3, step: 6, size: 8, eta: 0 });
  const ends = events.filter((event) => event.type === 'epochEnd');
  expect(ends.map(({ figures }) => figures)).toEqual(result.history);
  expect(ends[1]!.state).toMatchObject({ epoch: 2, batch: 0, step: 6, seed: 7 });
  expect(events.at(-1)).toMatchObject({ type: 'runEnd', result });
});

test('the loss of an epoch is the mean over its examples', async () => {
  const { events, result } = await record();
  const batches = events.filter((event) => event.type === 'batchEnd');
  const mean = (from: number) =>
    batches.slice(from, from + 3).reduce((sum, { loss, size }) => sum + loss * size, 0) / 40;
  expect(result.history[0]!.loss).toBeCloseTo(mean(0), 12);
  expect(result.history[1]!.loss).toBeCloseTo(mean(3), 12);
  expect(batches[5]!.figures['loss']).toBe(result.history[1]!.loss);
});

test('speed and time left come from the clock', () => {
  let now = 1000;
  const pace = startPace(() => now, 4);
  now = 1500;
  expect(pace(1, 32)).toEqual({ examplesPerSecond: 64, eta: 1.5 });
  now = 3000;
  expect(pace(2, 64)).toEqual({ examplesPerSecond: 32, eta: 2 });
  expect(pace(5, 160).eta).toBe(0);
  expect(startPace(() => now, undefined)(1, 32).eta).toBeUndefined();
  expect(startPace(() => now, 4)(1, 32).examplesPerSecond).toBeLessThan(Infinity);
});

test('the number of batches of a stream is known from its second epoch on', async () => {
  const { x, y } = points(20);
  const { events } = await record({
    data: () => x.map((row, i) => ({ x: row, y: y[i]! })),
  });
  const starts = events.filter((event) => event.type === 'epochStart');
  expect(starts.map(({ batches }) => batches)).toEqual([undefined, 2]);
});

test('an awaited handler holds the run', async () => {
  let inside = 0;
  const options = problem();
  const { variables } = await fit({
    ...options,
    onEvent: async () => {
      expect(++inside).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 1));
      inside--;
    },
  });
  disposeVariables(options.variables);
  disposeVariables(variables);
});

test('to iterate over events gives the same as fit', async () => {
  const options = problem();
  const { variables, history } = await fit(options);
  for await (const event of fitEvents(options)) {
    if (event.type !== 'runEnd') continue;
    expect(event.result.history).toEqual(history);
    expect(valuesOf(event.result.variables)).toEqual(valuesOf(variables));
    disposeVariables(event.result.variables);
  }
  disposeVariables(options.variables);
  disposeVariables(variables);
});

test('steps run on the engine, which gets the batches to keep and is told when it is over', async () => {
  const eager = eagerEngine();
  const compiled: object[] = [];
  let open = 0;
  const engine: Engine = {
    ...eager,
    compile: (fn, options) => {
      compiled.push(options ?? {});
      open++;
      const own = eager.compile(fn, options);
      const { dispose } = own;
      return Object.assign(own, {
        dispose() {
          open--;
          dispose();
        },
      });
    },
  };
  await record({ engine, validationSplit: 0.5 });
  expect(compiled).toEqual([
    { name: 'fit chain', donate: [4, 5] },
    { name: 'fit chain, validation', donate: [2] },
  ]);
  expect(open).toBe(0);
});
