import type { Comparison } from '../measure/compare.ts';
import { summarize } from '../measure/statistics.ts';
import { titleOf } from '../task.ts';
import { duration, NONE } from './figures.ts';
import type { Table } from './table.ts';

/**
 * What the first step costs more than the others, and after how many steps an engine that compiles has
 * made up for it, against the same without compiling.
 */
export function compileTable(comparisons: readonly Comparison[]): Table {
  return {
    title: 'Compiling',
    columns: [
      { title: 'task' },
      { title: 'contestant' },
      { title: 'first step', isNumber: true },
      { title: 'later steps', isNumber: true },
      { title: 'eager', isNumber: true },
      { title: 'even after', isNumber: true },
    ],
    rows: comparisons
      .filter(({ task }) => task.work === 'train')
      .flatMap(({ task, measured }) =>
        measured.map(({ name, firstMs, ms }) => {
          const later = summarize(ms).median;
          const eager = measured.find((one) => one.name === eagerNameOf(name));
          const step = eager === undefined ? NaN : summarize(eager.ms).median;
          return [
            titleOf(task),
            name,
            duration(firstMs),
            duration(later),
            duration(step),
            breakEven(firstMs - later, (eager?.firstMs ?? NaN) - step, step - later),
          ];
        }),
      ),
  };
}

/** `sora-wasm-2`, which is 2 workers, and `sora-wasm` are compared with `sora-wasm-eager`. */
function eagerNameOf(name: string): string | undefined {
  return name.endsWith('-eager') ? undefined : `${name.replace(/-\d+$/, '')}-eager`;
}

/** @param won - Milliseconds a step. */
function breakEven(cost: number, eagerCost: number, won: number): string {
  if (Number.isNaN(won)) return NONE;
  if (won <= 0) return 'never';
  return `${Math.max(1, Math.ceil((cost - eagerCost) / won))} steps`;
}
