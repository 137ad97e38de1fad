import { ParticleError } from '@sora-particles/combinator-core';
import type { ShapedArray } from '@sora-particles/optimizer';
import type { Source } from '../data/source.ts';
import { type Cell, column, numbersOf } from '../data/table.ts';
import type { Task } from './task.ts';

/** What is to be learned for each example, and the names of its classes. */
export interface Targets {
  readonly y: ShapedArray;
  /** In the order of the outputs; undefined for numbers. */
  readonly labels: readonly string[] | undefined;
}

/**
 * The targets of a source, as the loss of the task wants them.
 *
 * @param target - The column of a table that holds them.
 * @param known - Names of the classes from an earlier training.
 * @throws ParticleError `option-missing`, `label-out-of-range`, `value-invalid`, `data-length-mismatch`.
 */
export function targetsFor(
  task: Task,
  source: Source,
  target: string | undefined,
  known?: readonly string[],
): Targets {
  if (task.kind === 'number') return { y: numberTargets(source, target), labels: undefined };
  const given = classesOf(source, target);
  const labels = task.labels ?? known ?? namesOf(given, task, source);
  const positions = new Map(labels.map((label, i) => [label, i]));
  const indexes = given.map((label, i) => {
    const at = positions.get(label);
    if (at !== undefined) return at;
    throw new ParticleError({
      code: 'label-out-of-range',
      summary: `example ${i + 1}: '${label}' is none of the classes`,
      path: nameOf(source),
      expected: labels.join(', '),
      found: label,
    });
  });
  const values = Int32Array.from(indexes);
  const shape =
    task.kind === 'yes-or-no' && task.size === 1 ? [indexes.length, 1] : [indexes.length];
  return { y: { values, shape }, labels };
}

function numberTargets(source: Source, target: string | undefined): ShapedArray {
  if (source.type !== 'table') {
    throw new ParticleError({
      code: 'kind-mismatch',
      summary: 'numbers are learned from a table',
      path: nameOf(source),
      expected: 'CSV, TSV or JSON lines, with --target <column>',
    });
  }
  const numbers = numbersOf(source.table, needTarget(target));
  return { values: Float32Array.from(numbers), shape: [numbers.length, 1] };
}

/** The class of each example, by name. */
function classesOf(source: Source, target: string | undefined): readonly string[] {
  switch (source.type) {
    case 'table':
      return column(source.table, needTarget(target)).map((cell, row) =>
        className(cell, row, source.table.path),
      );
    case 'files':
      return source.files.map(({ path, label }) => {
        if (label !== undefined) return label;
        throw new ParticleError({
          code: 'value-invalid',
          summary: 'this file has no class: it must lie in a folder that is called after it',
          path,
        });
      });
    case 'idx': {
      if (source.labels === undefined) throw missing('labels', 'the IDX file with the labels');
      const { values } = source.labels;
      const count = source.array.shape[0] ?? 0;
      if (values.length === count) return Array.from(values, String);
      throw new ParticleError({
        code: 'data-length-mismatch',
        summary: 'images and labels do not belong together',
        path: source.path,
        expected: `${count} labels`,
        found: String(values.length),
      });
    }
  }
}

function className(cell: Cell, row: number, path: string): string {
  if (cell !== null) return String(cell);
  throw new ParticleError({
    code: 'value-invalid',
    summary: `row ${row + 1} has no class`,
    path,
  });
}

/** The classes that occur, in the order of their names, numbers by their size. */
function namesOf(
  given: readonly string[],
  { kind, size }: Task,
  source: Source,
): readonly string[] {
  const names = [...new Set(given)];
  const areNumbers = names.every((name) => /^\d+$/.test(name));
  names.sort((a, b) => (areNumbers ? Number(a) - Number(b) : a < b ? -1 : 1));
  const wanted = kind === 'yes-or-no' && size === 1 ? 2 : size;
  // Numbers are class indexes already, of which some may not occur.
  if (areNumbers && wanted !== undefined && names.every((name) => Number(name) < wanted)) {
    return Array.from({ length: wanted }, (_, i) => String(i));
  }
  if (wanted === undefined || names.length === wanted) return names;
  throw new ParticleError({
    code: 'label-out-of-range',
    summary: `the data have ${names.length} classes, and the particle tells ${wanted} apart`,
    path: nameOf(source),
    expected: `${wanted} classes`,
    found: names.slice(0, 20).join(', '),
  });
}

function nameOf(source: Source): string {
  if (source.type === 'table') return source.table.path;
  return source.type === 'idx' ? source.path : (source.files[0]?.path ?? '');
}

function needTarget(target: string | undefined): string {
  if (target !== undefined) return target;
  throw missing('target', 'the column that is to be learned');
}

function missing(option: string, what: string): ParticleError {
  return new ParticleError({
    code: 'option-missing',
    summary: `--${option} is missing: ${what}`,
    path: `--${option}`,
  });
}
