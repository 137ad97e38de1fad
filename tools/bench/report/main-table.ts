import type { Comparison, Measured } from '../measure/compare.ts';
import { pairedRatio, summarize } from '../measure/statistics.ts';
import { titleOf } from '../task.ts';
import { dissenters } from './agreement.ts';
import { duration, significant, times } from './figures.ts';
import type { Table } from './table.ts';

/** Whom all are compared with: the first of these that took part. */
const REFERENCES = ['layers-native', 'layers-wasm'];

/** One row for each contestant at each task, the fastest first. */
export function mainTable(comparisons: readonly Comparison[]): Table {
  const present = new Set(comparisons.flatMap(({ measured }) => measured.map(({ name }) => name)));
  const reference = REFERENCES.find((name) => present.has(name));
  const against =
    reference === undefined ? [] : [{ title: `against ${reference}`, isNumber: true }];
  return {
    title: 'Side by side',
    columns: [
      { title: 'task' },
      { title: 'contestant' },
      { title: 'median', isNumber: true },
      { title: 'middle half', isNumber: true },
      { title: 'processor', isNumber: true },
      ...against,
      { title: 'computed', isNumber: true },
    ],
    rows: comparisons.flatMap((comparison) => rowsOf(comparison, reference)),
    notes: comparisons.flatMap(notesOf),
  };
}

function rowsOf(comparison: Comparison, reference: string | undefined): readonly string[][] {
  const { task, measured } = comparison;
  const others = dissenters(comparison);
  const base = measured.find(({ name }) => name === reference);
  const middle = ({ ms }: Measured) => summarize(ms).median;
  return [...measured]
    .sort((a, b) => middle(a) - middle(b))
    .map((one, row) => {
      const { median, lower, upper } = summarize(one.ms);
      const isOther = others.has(one.name);
      const factor = base === undefined || isOther ? NaN : 1 / pairedRatio(one.ms, base.ms);
      return [
        row === 0 ? titleOf(task) : '',
        one.name,
        duration(median),
        `${significant(lower)} – ${significant(upper)}`,
        duration(summarize(one.cpuMs).median),
        ...(reference === undefined ? [] : [times(factor)]),
        one.check.toFixed(4) + (isOther ? ' (!)' : ''),
      ];
    });
}

function notesOf({ task, absent }: Comparison): readonly string[] {
  return absent.map(({ name, why }) => `${titleOf(task)}: ${name} did not take part: ${why}`);
}
