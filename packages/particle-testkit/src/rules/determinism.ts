import { createRandom } from '@sora-particles/combinator-core';
import { forEachCase, type Case } from '../cases/case.ts';
import { runOnce } from '../cases/run-once.ts';
import { difference } from '../internal/difference.ts';
import { watchRandom } from '../internal/watch-random.ts';
import { broken, type Rule, type Subject } from './rule.ts';

/** How many seeds are tried until two differ. */
const SEEDS = 40;

/** Random numbers come from the context and from nowhere else, while training, where the traits say so. */
export const determinismRule: Rule = {
  name: 'determinism',
  title: 'depends on nothing but its arguments and its seed',
  async check(subject) {
    const differing: Case[] = [];
    await forEachCase(subject, { least: 2 }, async (given) => {
      await checkRepeated(subject, given);
      await checkDrawing(subject, given);
      if (await seedsDiffer(subject, given)) differing.push(given);
    });
    if (!subject.particle.traits.needsSeed || differing.length > 0) return;
    throw broken(subject.particle, {
      summary: 'the traits say needsSeed, and all seeds give the same',
      found: `equal outputs for ${SEEDS} seeds`,
      remedy: 'draw from `context.random`, or leave needsSeed out',
    });
  },
};

async function checkRepeated({ particle }: Subject, given: Case): Promise<void> {
  if (!particle.traits.deterministic) return;
  for (const training of [false, true]) {
    const options = { training, seed: given.seed };
    const first = await runOnce(particle, given, options);
    const found = difference(first, await runOnce(particle, given, options));
    if (found === undefined) continue;
    throw broken(particle, {
      summary: 'two runs with the same arguments and seed differ',
      expected: 'equal outputs and state, bit by bit',
      found,
      remedy: 'take random numbers from `context.random`, keep nothing between runs',
    });
  }
}

async function checkDrawing({ particle }: Subject, given: Case): Promise<void> {
  for (const training of [false, true]) {
    if (training && particle.traits.needsSeed) continue;
    let draws = 0;
    const random = watchRandom(createRandom(given.seed), () => draws++);
    await runOnce(particle, given, { training, random });
    if (draws === 0) continue;
    throw broken(particle, {
      summary: training
        ? 'run() draws random numbers, and the traits do not say needsSeed'
        : 'run() draws random numbers outside of training',
      found: `${draws} draws`,
      remedy: training ? 'state `traits: { needsSeed: true }`' : 'draw only `if (training)`',
    });
  }
}

async function seedsDiffer({ particle }: Subject, given: Case): Promise<boolean> {
  if (!particle.traits.needsSeed) return false;
  const first = await runOnce(particle, given, { training: true, seed: 0 });
  for (let seed = 1; seed < SEEDS; seed++) {
    const other = await runOnce(particle, given, { training: true, seed });
    if (difference(first.outputs, other.outputs) !== undefined) return true;
  }
  return false;
}
