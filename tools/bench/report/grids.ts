import type { Comparison, Measured } from '../measure/compare.ts';
import { summarize } from '../measure/statistics.ts';
import { type Task, titleOf } from '../task.ts';
import { duration, NONE, significant } from './figures.ts';
import type { Table } from './table.ts';

/** A row for each task, a column for each contestant. */
function grid(
  title: string,
  comparisons: readonly Comparison[],
  cell: (measured: Measured) => string,
): Table {
  const names = [
    ...new Set(comparisons.flatMap(({ measured }) => measured.map((one) => one.name))),
  ];
  return {
    title,
    columns: [{ title: 'task' }, ...names.map((name) => ({ title: name, isNumber: true }))],
    rows: comparisons.map(({ task, measured }) => [
      titleOf(task),
      ...names.map((name) => {
        const found = measured.find((one) => one.name === name);
        return found === undefined ? NONE : cell(found);
      }),
    ]),
  };
}

/** The most memory that each process held, in MB. */
export function memoryTable(comparisons: readonly Comparison[]): Table {
  return grid('Peak memory', comparisons, ({ peakMb }) => `${peakMb.toFixed(0)} MB`);
}

/** How a training step grows with batch, width, depth and, from column to column, workers. */
export function scalingTable(comparisons: readonly Comparison[]): Table {
  const order = ({ network, size, batchSize }: Task) =>
    [network, size.width ?? 1, size.depth ?? 0, batchSize].map((one) =>
      typeof one === 'number' ? String(one * 10).padStart(6, '0') : one,
    );
  const sorted = comparisons
    .filter(({ task }) => task.work === 'train')
    .map((comparison) => ({
      ...comparison,
      measured: comparison.measured.filter(({ name }) => name.startsWith('sora-')),
    }))
    .sort((a, b) => order(a.task).join().localeCompare(order(b.task).join()));
  return grid('Growth', sorted, ({ ms }) => duration(summarize(ms).median));
}

/** Milliseconds to the first answer. */
export function startupTable(startup: Readonly<Record<string, readonly number[]>>): Table {
  return {
    title: 'Start',
    columns: [
      { title: 'contestant' },
      { title: 'median', isNumber: true },
      { title: 'middle half', isNumber: true },
    ],
    rows: Object.entries(startup)
      .map(([name, values]) => ({ name, ...summarize(values) }))
      .sort((a, b) => a.median - b.median)
      .map(({ name, median, lower, upper }) => [
        ...[name, duration(median), `${significant(lower)} – ${significant(upper)}`],
      ]),
  };
}
