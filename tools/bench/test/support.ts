import type { Comparison, Measured } from '../measure/compare.ts';
import type { Task } from '../task.ts';

/** A task, a digits step at batch 32 where nothing else is said. */
export function task(more: Partial<Task> = {}): Task {
  return { work: 'train', network: 'digits', size: {}, batchSize: 32, examples: 320, ...more };
}

/** Measurements, of a contestant that takes so many milliseconds a run. */
export function measured(name: string, ms: number, more: Partial<Measured> = {}): Measured {
  const rounds = [ms, ms * 1.25, ms * 0.75];
  return { name, ms: rounds, cpuMs: rounds, firstMs: 10 * ms, check: 1.5, peakMb: 100, ...more };
}

/** What these did at that task. */
export function comparison(of: Task, ...all: readonly Measured[]): Comparison {
  return { task: of, warmUp: 20, measured: all, absent: [] };
}
