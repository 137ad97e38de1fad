import '@tensorflow/tfjs-backend-cpu';
import { disposeVariables } from '@sora-particles/combinator-core';
import { accuracy, fit, type FitEvent, type FitOptions } from '@sora-particles/optimizer';
import { earlyStopping, type EarlyStoppingOptions } from '../src/training/early-stopping.ts';
import { judgesOf } from '../src/training/judges.ts';
import { expectNoLeak } from './support/no-leak.ts';
import { points, problem, valuesOf } from './support/problem.ts';

expectNoLeak();

const judges = judgesOf('test', problem({ variables: {} }).loss, [accuracy()]);

/** The epochs that improved and the one after which it stops, for the figures of a run. */
function watch(options: EarlyStoppingOptions, figures: readonly number[]) {
  const rule = earlyStopping(options, judges, true);
  let patience = { waited: 0 } as ReturnType<typeof rule.next>;
  const improved: number[] = [];
  for (const [i, value] of figures.entries()) {
    patience = rule.next(patience, i + 1, { [rule.monitor]: value });
    if (patience.best?.epoch === i + 1) improved.push(i + 1);
    if (rule.isOver(patience)) return { improved, stopped: i + 1 };
  }
  return { improved, stopped: undefined };
}

test.each<[string, EarlyStoppingOptions, number[], number[], number | undefined]>([
  ['lower is better for a loss', {}, [3, 2, 2.5], [1, 2], 3],
  ['higher is better for accuracy', { monitor: 'val_accuracy' }, [0.1, 0.3, 0.2], [1, 2], 3],
  ['the mode says otherwise', { monitor: 'accuracy', mode: 'min' }, [0.3, 0.2, 0.3], [1, 2], 3],
  ['equal is no improvement', {}, [1, 1], [1], 2],
  ['it waits as long as it has patience', { patience: 2 }, [1, 2, 0.5, 2, 2, 0.1], [1, 3], 5],
  ['a little is no improvement', { minDelta: 0.1 }, [1, 0.95, 0.85], [1], 2],
  ['enough is one', { minDelta: 0.1 }, [1, 0.85, 0.7], [1, 2, 3], undefined],
  ['NaN is no improvement', { patience: 1 }, [NaN, NaN], [], 1],
  ['NaN in the middle counts as waiting', { patience: 2 }, [1, NaN, 0.5, 0.6], [1, 3], undefined],
])('%s', (_, options, figures, improved, stopped) => {
  expect(watch(options, figures)).toEqual({ improved, stopped });
});

describe('a run that gets worse', () => {
  // A learning rate that is far too high after a while makes the figures go up.
  const options = () =>
    problem({
      data: points(24),
      validationData: points(24, 9),
      epochs: 30,
      earlyStopping: { patience: 2 },
      seed: 3,
    });

  const run = async (changes: Partial<FitOptions>) => {
    const given = options();
    const atEpoch = new Map<number, Record<string, number[]>>();
    const improved: number[] = [];
    const onEvent = (event: FitEvent): void => {
      if (event.type === 'epochEnd') atEpoch.set(event.epoch, valuesOf(event.state.variables));
      if (event.type === 'improved') improved.push(event.epoch);
    };
    const result = await fit({ ...given, ...changes, onEvent });
    const values = valuesOf(result.variables);
    disposeVariables(given.variables);
    disposeVariables(result.variables);
    return { result, values, atEpoch, improved };
  };

  test('gives the weights of its best epoch', async () => {
    const { result, values, atEpoch, improved } = await run({});
    expect(result.stopReason).toBe('stopped-early');
    expect(result.epoch).toBe(result.best!.epoch + 2);
    expect(result.best!.epoch).toBe(improved.at(-1));
    const losses = result.history.map((record) => record['val_loss']!);
    expect(result.best!.value).toBe(Math.min(...losses));
    expect(values).toEqual(atEpoch.get(result.best!.epoch));
    expect(values).not.toEqual(atEpoch.get(result.epoch));
  });

  test('or of its last, if told so', async () => {
    const { result, values, atEpoch } = await run({
      earlyStopping: { patience: 2, restoreBest: false },
    });
    expect(result.best!.epoch).toBe(result.epoch - 2);
    expect(values).toEqual(atEpoch.get(result.epoch));
  });

  test('gives the best also when it comes to its end', async () => {
    const { result, values, atEpoch } = await run({ earlyStopping: { patience: 100 }, epochs: 30 });
    expect(result.stopReason).toBe('completed');
    expect(result.epoch).toBe(30);
    expect(values).toEqual(atEpoch.get(result.best!.epoch));
  });
});
