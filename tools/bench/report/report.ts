import type { Machine } from '../machine.ts';
import { summarize } from '../measure/statistics.ts';
import type { Overhead } from '../measure/overhead.ts';
import type { Results } from '../results.ts';
import { compileTable } from './compile-table.ts';
import { duration } from './figures.ts';
import { goalsTable } from './goals.ts';
import { memoryTable, scalingTable, startupTable } from './grids.ts';
import { mainTable } from './main-table.ts';
import { renderTable, type Table } from './table.ts';

/** Machine and versions, a line each. */
export function head({ machine, contestants, absent }: Results): string {
  return [
    ...machineLines(machine),
    '',
    ...contestants.map(({ name, about }) => `- ${name}: ${about}`),
    ...absent.map(({ name, why }) => `- ${name}: left out: ${why}`),
  ].join('\n');
}

function machineLines(machine: Machine): readonly string[] {
  const { processor, cores, memoryGb, system, node, load, packages } = machine;
  const versions = Object.entries(packages).map(([name, version]) => `${name} ${version}`);
  return [
    `- Machine: ${processor}, ${cores} cores, ${memoryGb} GB; ${system}; load before: ${load.toFixed(1)}`,
    `- Versions: Node ${node}, ${versions.join(', ')}`,
  ];
}

/** All tables that have rows. */
export function tablesOf({ comparisons, startup }: Results): readonly Table[] {
  const inPart = (...parts: readonly string[]) =>
    comparisons.filter(({ part }) => parts.includes(part));
  const sideBySide = inPart('train', 'epoch', 'infer');
  const tables = [
    mainTable(sideBySide),
    goalsTable(sideBySide),
    compileTable(inPart('train')),
    ...(inPart('scaling').length > 0 ? [scalingTable(inPart('train', 'scaling'))] : []),
    memoryTable(inPart('train', 'epoch')),
    ...(startup === undefined ? [] : [startupTable(startup)]),
  ];
  return tables.filter(({ rows }) => rows.length > 0);
}

/** What putting particles together costs, in a sentence. */
export function overheadLine(overhead: Overhead): string {
  const { backend, share, shareByHand } = overhead;
  const [chain, sameCalls, byHand] = [overhead.chain, overhead.sameCalls, overhead.byHand].map(
    (ms) => duration(summarize(ms).median),
  );
  return [
    `A chain of 20 particles (10 dense layers of 256 with relu, batch 32) takes ${chain} a run on ${backend};`,
    `the same TensorFlow.js calls by hand ${sameCalls}, so that the chain costs ${percent(share)};`,
    `by hand for this one rank, without reshaping, ${byHand} (${percent(shareByHand)}).`,
  ].join(' ');
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1).replace('-', '−')} %`;
}

/** Everything, as text for the terminal. */
export function asText(results: Results): string {
  const tables = tablesOf(results).map((table) =>
    [`${table.title}\n`, renderTable(table), ...(table.notes ?? [])].join('\n'),
  );
  const overhead = results.overhead === undefined ? [] : [overheadLine(results.overhead)];
  return [head(results), ...tables, ...overhead].join('\n\n');
}
