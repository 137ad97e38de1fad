import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { selectBackend } from '@sora-particles/backend';
import { type Entrant, entrantsFor } from './entrants.ts';
import { describeMachine } from './machine.ts';
import { compare, type Comparison } from './measure/compare.ts';
import { measureOverhead } from './measure/overhead.ts';
import { callRoll } from './measure/roll-call.ts';
import { FIRST_ANSWER, measureStartup } from './measure/startup.ts';
import { problemOf } from './networks/networks.ts';
import { writeProblem } from './networks/problem.ts';
import type { Options } from './options.ts';
import { type Part, planOf } from './plan.ts';
import type { Results } from './results.ts';
import { type Task, titleOf } from './task.ts';

/** Measures what the options ask for. */
export async function measure(options: Options, say: (line: string) => void): Promise<Results> {
  const { quick, only, contestants, onnxruntime, peers } = options;
  const machine = describeMachine();
  const wants = (part: Part) => only?.includes(part) ?? true;
  const entrants = entrantsFor({
    ...(onnxruntime !== undefined && { onnxruntime }),
    ...(peers !== undefined && { peers }),
    ...(contestants !== undefined && { only: contestants }),
  });
  const { present, absent } = await callRoll(entrants);
  const able = present.map(({ entrant }) => entrant);
  const folder = await mkdtemp(join(tmpdir(), 'sora-bench-'));
  try {
    // The first weights are made here, once for all.
    await selectBackend({ prefer: 'wasm' });
    const comparisons: (Comparison & { part: Part })[] = [];
    for (const { part, task, effort } of planOf(quick).filter((one) => wants(one.part))) {
      say(titleOf(task));
      const problem = await prepare(folder, task);
      comparisons.push({ part, ...(await compare(task, problem, inPart(part, able), effort)) });
      await rm(problem, { recursive: true });
    }
    const isMeasured = (part: Part) => wants(part) && !(quick && only === undefined);
    const startup = isMeasured('startup') ? await startOf(folder, able, quick, say) : undefined;
    if (wants('overhead')) say('putting together');
    const rounds = quick ? 10 : 40;
    const overhead = wants('overhead') ? await measureOverhead(rounds, 100) : undefined;
    return {
      ...{ machine, quick, absent, comparisons },
      contestants: present.map(({ entrant, about }) => ({ name: entrant.name, about })),
      ...(startup !== undefined && { startup }),
      ...(overhead !== undefined && { overhead }),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** How it grows is asked of our own only. */
function inPart(part: Part, entrants: readonly Entrant[]): readonly Entrant[] {
  return part === 'scaling' ? entrants.filter(({ name }) => name.startsWith('sora-')) : entrants;
}

async function prepare(folder: string, task: Task): Promise<string> {
  const problem = join(folder, 'problem');
  await writeProblem(problem, await problemOf(task));
  return problem;
}

async function startOf(
  folder: string,
  entrants: readonly Entrant[],
  quick: boolean,
  say: (line: string) => void,
): Promise<NonNullable<Results['startup']>> {
  say('start of a process');
  const problem = await prepare(folder, FIRST_ANSWER);
  const { samples } = await measureStartup(problem, entrants, quick ? 2 : 7);
  return Object.fromEntries(samples);
}
