import { ParticleError } from '@sora-particles/combinator-core';
import type { HostTargets, TargetForm } from '../api.ts';
import { matchShapes } from './match-shapes.ts';

/** How far the sum of a one-hot row may be from 1: float32 smoothing and mixing stay well inside. */
const SUM_TOLERANCE = 1e-3;

/** Where a loss or metric finds targets it cannot use, and what it calls them. */
export interface TargetCheck {
  /** Name of the loss or metric, for messages. */
  readonly owner: string;
  readonly form: TargetForm;
  /** A class index that is let through although it is no class. */
  readonly ignoreClass?: number | undefined;
}

/** `checkTargets` of every loss and metric; see `Metric`. */
export function checkTargets(
  { owner, form, ignoreClass }: TargetCheck,
  { values, shape }: HostTargets,
  outputShape: readonly number[],
  firstIndex = 0,
): void {
  const size = shape.reduce((product, length) => product * length, 1);
  if (values.length !== size) {
    throw new ParticleError({
      code: 'data-length-mismatch',
      summary: `${owner}: ${String(values.length)} target values do not fill their shape`,
      path: owner,
      expected: `${String(size)} values for [${shape.join(', ')}]`,
      found: String(values.length),
    });
  }
  matchShapes(owner, form, [shape[0] ?? 0, ...outputShape], shape);
  const perExample = shape.slice(1).reduce((product, length) => product * length, 1);
  const classes = outputShape.at(-1) ?? 1;
  const where = (index: number): string =>
    `of example ${String(firstIndex + Math.floor(index / perExample))}` +
    (perExample === 1 ? '' : ` (value ${String(index % perExample)} in it)`);

  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? NaN;
    const problem = problemOf(form, value, classes, ignoreClass);
    if (problem) throw refusal(owner, `target ${String(value)} ${where(index)}`, problem, value);
  }
  if (form !== 'oneHot') return;
  for (let start = 0; start < values.length; start += classes) {
    let total = 0;
    for (let index = start; index < start + classes; index += 1) total += values[index] ?? 0;
    if (Math.abs(total - 1) <= SUM_TOLERANCE) continue;
    throw refusal(
      owner,
      `the row ${where(start)} adds up to ${String(total)}`,
      { code: 'value-out-of-range', expected: 'a one-hot row, or probabilities, with sum 1' },
      total,
    );
  }
}

interface Problem {
  readonly code: 'label-out-of-range' | 'value-out-of-range' | 'value-not-finite';
  readonly expected: string;
  readonly remedy?: string;
}

function problemOf(
  form: TargetForm,
  value: number,
  classes: number,
  ignoreClass: number | undefined,
): Problem | undefined {
  if (!Number.isFinite(value)) return { code: 'value-not-finite', expected: 'a finite number' };
  if (form === 'values') return undefined;
  if (form !== 'classIndex') {
    return value >= 0 && value <= 1
      ? undefined
      : { code: 'value-out-of-range', expected: 'a number from 0 to 1' };
  }
  if (Number.isInteger(value) && ((value >= 0 && value < classes) || value === ignoreClass)) {
    return undefined;
  }
  return {
    code: 'label-out-of-range',
    expected: `a whole number from 0 to ${String(classes - 1)}`,
    remedy:
      value === classes
        ? 'count classes from 0, or give the last layer one more unit'
        : 'map labels to whole numbers from 0, and give the last layer as many units as classes',
  };
}

function refusal(owner: string, what: string, problem: Problem, value: number): ParticleError {
  return new ParticleError({
    code: problem.code,
    summary: `${owner}: ${what} is not ${problem.expected}`,
    path: owner,
    expected: problem.expected,
    found: String(value),
    remedy: problem.remedy,
  });
}
