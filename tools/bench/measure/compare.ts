import type { Entrant } from '../entrants.ts';
import type { Task } from '../task.ts';
import { type Child, startChild } from './child.ts';
import { takeTurns } from './rounds.ts';

/** How long things are measured. */
export interface Effort {
  /** How often each contestant has its turn. */
  readonly rounds: number;
  /** About how many milliseconds a turn takes: as many runs as fit, at least one. */
  readonly turnMs: number;
  /** Runs before the first turn, after which the losses are compared. */
  readonly warmUp: number;
}

/** What was measured of one contestant. */
export interface Measured {
  readonly name: string;
  /** Milliseconds a run, for each round. */
  readonly ms: readonly number[];
  /** Milliseconds of processor time a run, over all threads, for each round. */
  readonly cpuMs: readonly number[];
  /** Milliseconds of the first run, with whatever is compiled in it. */
  readonly firstMs: number;
  /** After the runs of the warm-up: see `Answers`. */
  readonly check: number;
  /** The most memory that the process held, in MB, its own and that of the data included. */
  readonly peakMb: number;
}

/** All contestants at one task. */
export interface Comparison {
  readonly task: Task;
  readonly warmUp: number;
  readonly measured: readonly Measured[];
  /** Those who did not do it, and why. */
  readonly absent: readonly { readonly name: string; readonly why: string }[];
}

/** A contestant that is warm. */
interface Ready {
  readonly name: string;
  readonly child: Child;
  readonly firstMs: number;
  readonly check: number;
  /** How many runs make a turn. */
  readonly count: number;
}

/** Lets all contestants do the task by turns, each in a process of its own. */
export async function compare(
  task: Task,
  folder: string,
  entrants: readonly Entrant[],
  effort: Effort,
): Promise<Comparison> {
  const ready: Ready[] = [];
  const absent: { name: string; why: string }[] = [];
  const children: Child[] = [];
  try {
    for (const { name, command } of entrants) {
      const child = startChild(command);
      children.push(child);
      try {
        const { refused } = await child.ask({ ask: 'open', task, folder });
        if (refused === undefined) ready.push({ name, child, ...(await warmUp(child, effort)) });
        else absent.push({ name, why: refused });
      } catch (error) {
        absent.push({ name, why: (error as Error).message });
      }
    }
    const { samples, failures } = await takeTurns(
      ready.map(({ name, child, count }) => ({
        name,
        async sample() {
          const { ms, cpuMs } = await child.ask({ ask: 'run', count });
          return { ms: ms / count, cpuMs: cpuMs / count };
        },
      })),
      effort.rounds,
    );
    for (const [name, error] of failures) absent.push({ name, why: (error as Error).message });
    const measured: Measured[] = [];
    for (const { name, child, firstMs, check } of ready) {
      const taken = samples.get(name);
      if (taken === undefined) continue;
      const { peakMb } = await child.ask({ ask: 'check' });
      const [ms, cpuMs] = [taken.map((one) => one.ms), taken.map((one) => one.cpuMs)];
      measured.push({ name, ms, cpuMs, firstMs, check, peakMb });
    }
    return { task, warmUp: effort.warmUp, measured, absent };
  } finally {
    await Promise.all(children.map((child) => child.stop()));
  }
}

async function warmUp(
  child: Child,
  { warmUp: runs, turnMs }: Effort,
): Promise<Omit<Ready, 'name' | 'child'>> {
  const { ms: firstMs } = await child.ask({ ask: 'run', count: 1 });
  // The second half tells how long a run takes: the first may still compile.
  const half = Math.floor((runs - 1) / 2);
  if (half > 0) await child.ask({ ask: 'run', count: half });
  const rest = runs - 1 - half;
  const settled = rest > 0 ? await child.ask({ ask: 'run', count: rest }) : undefined;
  const { value } = await child.ask({ ask: 'check' });
  const each = settled === undefined ? firstMs : settled.ms / rest;
  return { firstMs, check: value, count: Math.max(1, Math.round(turnMs / each)) };
}
