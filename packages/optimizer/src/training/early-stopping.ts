import { checkOptions, is, optional, ParticleError } from '@sora-particles/combinator-core';
import { validationName, type Figures } from './history.ts';
import type { Judge } from './tally.ts';

/** When to stop before all epochs are done. */
export interface EarlyStoppingOptions {
  /** The figure to watch. Default `'val_loss'` with validation data, else `'loss'`. */
  readonly monitor?: string;
  /** How many epochs may pass without improvement. Default 0. */
  readonly patience?: number;
  /** The least change that counts as improvement. Default 0; at least 0. */
  readonly minDelta?: number;
  /** Whether lower or higher is better. Default `'auto'`: as the metric says. */
  readonly mode?: 'auto' | 'min' | 'max';
  /** Whether to return the weights of the best epoch rather than the last. Default true. */
  readonly restoreBest?: boolean;
}

/** What early stopping remembers: plain JSON. */
export interface Patience {
  readonly best?: { readonly epoch: number; readonly value: number };
  /** Epochs since. */
  readonly waited: number;
}

/** Decides after each epoch. */
export interface EarlyStopping {
  readonly monitor: string;
  readonly restoreBest: boolean;
  /** What to remember after an epoch, and whether it was the best so far. */
  next(patience: Patience, epoch: number, figures: Figures): Patience;
  /** Whether to stop. */
  isOver(patience: Patience): boolean;
}

/**
 * Makes the rule from its options.
 *
 * @param judges - What is measured.
 * @param hasValidation - Whether there are figures for validation data too.
 * @throws ParticleError `option-unknown` or `option-invalid`, also for a figure that is not
 *   measured.
 */
export function earlyStopping(
  options: EarlyStoppingOptions,
  judges: readonly Judge[],
  hasValidation: boolean,
): EarlyStopping {
  checkOptions<EarlyStoppingOptions>('fit.earlyStopping', options, {
    monitor: optional(is.string),
    patience: optional(is.nonNegativeInteger),
    minDelta: optional(is.nonNegative),
    mode: optional(is.oneOf('auto', 'min', 'max')),
    restoreBest: optional(is.boolean),
  });
  const {
    monitor = hasValidation ? validationName('loss') : 'loss',
    patience = 0,
    minDelta = 0,
    mode = 'auto',
    restoreBest = true,
  } = options;
  const judge = findJudge(monitor, judges, hasValidation);
  const isHigherBetter = mode === 'auto' ? direction(monitor, judge) : mode === 'max';
  const improves = (value: number, best: number): boolean =>
    isHigherBetter ? value > best + minDelta : value < best - minDelta;
  return {
    monitor,
    restoreBest,
    next({ best, waited }, epoch, figures) {
      const value = figures[monitor] ?? NaN;
      // NaN (a figure that this epoch does not have) is never an improvement.
      if (best === undefined ? !Number.isNaN(value) : improves(value, best.value)) {
        return { best: { epoch, value }, waited: 0 };
      }
      return { ...(best && { best }), waited: waited + 1 };
    },
    isOver: ({ waited }) => waited > 0 && waited >= patience,
  };
}

function findJudge(monitor: string, judges: readonly Judge[], hasValidation: boolean): Judge {
  const judge = judges.find(
    ({ key }) => key === monitor || (hasValidation && validationName(key) === monitor),
  );
  if (judge !== undefined) return judge;
  const keys = judges.map(({ key }) => key);
  const isForValidation = judges.some(({ key }) => validationName(key) === monitor);
  throw new ParticleError({
    code: 'option-invalid',
    summary: `fit(): there is no figure '${monitor}' to monitor`,
    path: 'fit.earlyStopping.monitor',
    expected: `one of ${[...keys, ...(hasValidation ? keys.map(validationName) : [])].join(', ')}`,
    found: monitor,
    remedy: isForValidation
      ? 'pass validationData or validationSplit'
      : 'list the metric in `metrics`',
  });
}

function direction(monitor: string, { metric }: Judge): boolean {
  if (metric.higherIsBetter !== undefined) return metric.higherIsBetter;
  throw new ParticleError({
    code: 'option-invalid',
    summary: `fit(): '${monitor}' does not say whether higher is better`,
    path: 'fit.earlyStopping.mode',
    expected: `'min' or 'max'`,
    found: `'auto'`,
  });
}
