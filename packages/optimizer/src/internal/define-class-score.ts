import { checkOptions, is, optional, ParticleError } from '@sora-particles/combinator-core';
import type { Measured, Metric } from '../api.ts';
import { checkClassTargets } from './check-class-targets.ts';
import { classChecks, classConfig, type ClassOptions, classSettings } from './class-options.ts';
import { classesOf, forEachPosition, measureClasses } from './count-classes.ts';

/** Options of precision, recall and F1. */
export interface ClassScoreOptions extends ClassOptions {
  /**
   * How classes are taken together. `'binary'` (default) judges `positiveClass` alone, of two;
   * `'macro'` is the plain mean over classes, `'weighted'` the mean by how often each occurs, `'micro'`
   * pools all counts.
   */
  readonly average?: 'binary' | 'macro' | 'weighted' | 'micro';
  /** The class that `'binary'` judges. Default 1; 0 or 1. */
  readonly positiveClass?: 0 | 1;
}

/** Per class: how often it was rightly predicted, predicted, and there (sums of weights). */
export type ClassCounts = {
  readonly correct: readonly number[];
  readonly predicted: readonly number[];
  readonly actual: readonly number[];
};

/** A quotient: 0 if its divisor is 0, as in scikit-learn. */
export type Quotient = (
  correct: number,
  predicted: number,
  actual: number,
) => readonly [dividend: number, divisor: number];

/** Precision, recall and F1 differ only in their quotient. */
export function defineClassScore(
  factory: string,
  options: ClassScoreOptions,
  quotient: Quotient,
): Metric<ClassCounts, number> {
  checkOptions(factory, options, {
    ...classChecks,
    average: optional(is.oneOf('binary', 'macro', 'weighted', 'micro')),
    positiveClass: optional(is.oneOf(0, 1)),
  });
  const settings = classSettings(options, factory);
  const { average = 'binary', positiveClass = 1 } = options;
  return {
    kind: `optimizer/${factory}@1`,
    name: settings.name,
    config: { ...classConfig(settings), average, positiveClass },
    from: settings.from,
    higherIsBetter: true,
    checkTargets: (targets, outputShape, firstIndex) => {
      checkClassTargets(settings, targets, outputShape, firstIndex);
    },
    measure: (predictions, targets, weights) => {
      const last = predictions.rank < 2 ? 1 : (predictions.shape.at(-1) ?? 1);
      if (average === 'binary' && settings.targets !== 'binary' && last > 2) {
        throw new ParticleError({
          code: 'option-invalid',
          summary: `${factory}(): there are ${String(last)} classes, so 'average' cannot be 'binary'`,
          path: `${factory}.average`,
          expected: "'macro', 'weighted' or 'micro'",
          found: "'binary'",
        });
      }
      return measureClasses(settings, predictions, targets, weights);
    },
    init: () => ({ correct: [], predicted: [], actual: [] }),
    update: (state, measured) => count(settings.name, state, measured),
    result: (state) => {
      const classes = state.actual.map((actual, index) => {
        const correct = state.correct[index] ?? 0;
        const predicted = state.predicted[index] ?? 0;
        const [dividend, divisor] = quotient(correct, predicted, actual);
        return { dividend, divisor, actual, occurs: actual > 0 || predicted > 0 };
      });
      const occurring = classes.filter(({ occurs }) => occurs);
      if (occurring.length === 0) return NaN;
      switch (average) {
        case 'binary': {
          const judged = classes[positiveClass];
          return judged ? ratio(judged.dividend, judged.divisor) : NaN;
        }
        case 'micro':
          return ratio(total(occurring, 'dividend'), total(occurring, 'divisor'));
        case 'macro':
          return (
            occurring.reduce((sum, { dividend, divisor }) => sum + ratio(dividend, divisor), 0) /
            occurring.length
          );
        case 'weighted':
          return ratio(
            occurring.reduce(
              (sum, { dividend, divisor, actual }) => sum + actual * ratio(dividend, divisor),
              0,
            ),
            total(occurring, 'actual'),
          );
      }
    },
  };
}

function count(owner: string, state: ClassCounts, measured: Measured): ClassCounts {
  const extend = (counts: readonly number[]): number[] =>
    Array.from({ length: classesOf(measured) }, (_, index) => counts[index] ?? 0);
  const next = {
    correct: extend(state.correct),
    predicted: extend(state.predicted),
    actual: extend(state.actual),
  };
  const raise = (counts: number[], index: number, weight: number): void => {
    counts[index] = (counts[index] ?? 0) + weight;
  };
  forEachPosition(owner, measured, (actual, predicted, weight) => {
    raise(next.actual, actual, weight);
    raise(next.predicted, predicted, weight);
    if (actual === predicted) raise(next.correct, actual, weight);
  });
  return next;
}

function ratio(dividend: number, divisor: number): number {
  return divisor === 0 ? 0 : dividend / divisor;
}

function total<Key extends string>(
  items: readonly Readonly<Record<Key, number>>[],
  key: Key,
): number {
  return items.reduce((sum, item) => sum + item[key], 0);
}
