import '@tensorflow/tfjs-backend-cpu';
import {
  constantSchedule,
  cosineDecay,
  exponentialDecay,
  fromConfig,
  oneCycle,
  optimizerKinds,
  piecewiseConstantDecay,
  polynomialDecay,
  type Schedule,
} from '@sora-particles/optimizer';
import { scalar, tidy } from '@tensorflow/tfjs-core';
import golden from './golden/schedules.json' with { type: 'json' };
import { expectClose } from './support/close.ts';
import { title } from './support/golden.ts';
import { expectNoLeak } from './support/no-leak.ts';
import { expectRefusal } from './support/refusal.ts';

expectNoLeak();

function valueAt(schedule: Schedule, step: number, dtype: 'int32' | 'float32' = 'int32'): number {
  return tidy(() => {
    const value = schedule.at(scalar(step, dtype));
    expect(value.shape).toEqual([]);
    expect(value.dtype).toBe('float32');
    return value.dataSync<'float32'>()[0]!;
  });
}

describe('as in Keras and optax (tools/golden/optimizer.py)', () => {
  const cases = golden.cases.map((each) => ({ ...each, title: title(each.description) }));

  it.each(cases)('$title', ({ description, values }) => {
    const schedule = fromConfig('schedule', description, optimizerKinds);
    for (const dtype of ['int32', 'float32'] as const) {
      // Absolute: at the end of a cosine 1 + cos(x) is a difference of equal numbers.
      golden.steps.forEach((step, index) =>
        expect(Math.abs(valueAt(schedule, step, dtype) - values[index]!)).toBeLessThan(1e-7),
      );
    }
  });
});

test('the end of oneCycle is exact, although 250,000 times below the peak', () => {
  expectClose([valueAt(oneCycle({ peakLearningRate: 0.1, totalSteps: 7 }), 7)], [0.1 / 25 / 1e4]);
});

test('oneCycle without a warm-up begins at the peak', () => {
  const schedule = oneCycle({ peakLearningRate: 0.5, totalSteps: 10, warmupFraction: 0 });
  expect(valueAt(schedule, 0)).toBe(0.5);
});

test('cosineDecay meets itself where the warm-up ends', () => {
  const schedule = cosineDecay({
    initialLearningRate: 0,
    warmupTarget: 1,
    warmupSteps: 5,
    decaySteps: 100,
  });
  expect([0, 1, 5].map((step) => Math.fround(valueAt(schedule, step)))).toEqual([
    0,
    Math.fround(0.2),
    1,
  ]);
});

describe('refuses', () => {
  it.each([
    ['a negative value', () => constantSchedule({ value: -1 }), 'option-invalid'],
    ['NaN', () => constantSchedule({ value: NaN }), 'option-invalid'],
    [
      'no steps',
      () => exponentialDecay({ initialLearningRate: 1, decaySteps: 0, decayRate: 0.5 }),
      'option-invalid',
    ],
    [
      'a decay rate of 0',
      () => exponentialDecay({ initialLearningRate: 1, decaySteps: 1, decayRate: 0 }),
      'option-invalid',
    ],
    [
      'warm-up steps without a target',
      () => cosineDecay({ initialLearningRate: 1, decaySteps: 5, warmupSteps: 2 }),
      'option-missing',
    ],
    [
      'boundaries that fall',
      () => piecewiseConstantDecay({ boundaries: [5, 3], values: [1, 2, 3] }),
      'option-invalid',
    ],
    [
      'boundaries twice the same',
      () => piecewiseConstantDecay({ boundaries: [3, 3], values: [1, 2, 3] }),
      'option-invalid',
    ],
    [
      'no boundaries',
      () => piecewiseConstantDecay({ boundaries: [], values: [1] }),
      'option-invalid',
    ],
    [
      'as many values as boundaries',
      () => piecewiseConstantDecay({ boundaries: [3], values: [1] }),
      'option-invalid',
    ],
    [
      'a power of 0',
      () => polynomialDecay({ initialLearningRate: 1, decaySteps: 5, power: 0 }),
      'option-invalid',
    ],
    [
      'a warm-up of all steps',
      () => oneCycle({ peakLearningRate: 1, totalSteps: 5, warmupFraction: 1 }),
      'option-invalid',
    ],
    [
      'a misspelt option',
      // @ts-expect-error the option is called totalSteps
      () => oneCycle({ peakLearningRate: 1, steps: 5 }),
      'option-unknown',
    ],
  ])('%s', (_, make, code) => {
    expectRefusal(make, { code });
  });
});
