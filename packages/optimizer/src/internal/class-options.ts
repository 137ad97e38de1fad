import { is, type JsonObject, optional, type OptionCheck } from '@sora-particles/combinator-core';
import type { PredictionForm } from '../api.ts';
import type { ClassForm } from './resolve-form.ts';

/** Options of every metric that compares classes. */
export interface ClassOptions {
  /**
   * What targets look like. Default: by their shape; `'classIndex'` with one axis less than the
   * predictions, `'oneHot'` with the same shape, `'binary'` where predictions have no last axis of
   * several classes. State `'binary'` for several yes-or-no answers per example (multi-label).
   */
  readonly targets?: ClassForm;
  /** The probability from above which a binary answer is yes. Default 0.5; between 0 and 1. */
  readonly threshold?: number;
  /**
   * Whether predictions are probabilities (`'values'`) or logits. Default `'values'`.
   */
  readonly from?: PredictionForm;
  /** The key in history. Default: the name of the metric. */
  readonly name?: string;
}

/** {@link ClassOptions} with defaults; `targets` may stay open. */
export interface ClassSettings {
  readonly targets: ClassForm | undefined;
  readonly threshold: number;
  readonly from: PredictionForm;
  readonly name: string;
}

const isProbability: OptionCheck = (value) =>
  typeof value === 'number' && value > 0 && value < 1 ? undefined : 'a number between 0 and 1';

/** The checks of {@link ClassOptions}. */
export const classChecks = {
  targets: optional(is.oneOf('classIndex', 'oneHot', 'binary')),
  threshold: optional(isProbability),
  from: optional(is.oneOf('logits', 'values')),
  name: optional(is.string),
};

/** Fills in the defaults. */
export function classSettings(options: ClassOptions, name: string): ClassSettings {
  return {
    targets: options.targets,
    threshold: options.threshold ?? 0.5,
    from: options.from ?? 'values',
    name: options.name ?? name,
  };
}

/** The settings as JSON. */
export function classConfig({ targets, ...rest }: ClassSettings): JsonObject {
  return { ...(targets !== undefined && { targets }), ...rest };
}
