import { chain, isParticleError, type AnyParticle } from '@sora-particles/combinator-core';
import { forEachCase } from '../cases/case.ts';
import { inResidual } from '../cases/wrappings.ts';
import { batchRule } from './batch.ts';
import { determinismRule } from './determinism.ts';
import { gradientRule } from './gradient.ts';
import { memoryRule } from './memory.ts';
import { purityRule } from './purity.ts';
import { broken, type Rule, type Subject } from './rule.ts';
import { stateRule } from './state.ts';

/** What a combination has to keep as its part does. */
const RULES: readonly Rule[] = [
  purityRule,
  determinismRule,
  stateRule,
  memoryRule,
  batchRule,
  gradientRule,
];

/** A chain of one, and a residual where the output fits the input, keep the other rules; by one seed. */
export const withinRule: Rule = {
  name: 'within',
  title: 'keeps the other rules within a chain and a residual',
  applies: ({ kind, children }) =>
    children.length === 0 && !kind.startsWith('combinator-core/chain@'),
  async check(subject) {
    for (const [name, whole] of [
      ['chain', chain([subject.particle])],
      ['residual', inResidual(subject.particle)],
    ] as const) {
      if (whole !== undefined) await checkWithin(subject, name, whole);
    }
  },
};

async function checkWithin(subject: Subject, name: string, particle: AnyParticle): Promise<void> {
  const { example, seeds, backends } = subject;
  const inner = { ...subject, particle, seeds: seeds.slice(0, 1) };
  if (!(await fits(inner))) return;
  for (const rule of RULES) {
    if (example.except?.[rule.name] !== undefined) continue;
    if (!(rule.applies?.(particle, backends) ?? true)) continue;
    try {
      // Whether seeds differ may take more than one case.
      await rule.check(rule === determinismRule ? { ...inner, seeds } : inner);
    } catch (cause) {
      if (!isParticleError(cause, 'conformance-failed')) throw cause;
      // What is broken alone as well, its own test tells.
      if (!(await isKeptAlone(rule, subject))) continue;
      throw broken(subject.particle, {
        summary: `within ${name}() the rule '${rule.name}' is broken`,
        expected: cause.expected,
        found: cause.found,
        remedy: cause.remedy,
        cause,
      });
    }
  }
}

async function isKeptAlone(rule: Rule, subject: Subject): Promise<boolean> {
  try {
    await rule.check(subject);
    return true;
  } catch {
    return false;
  }
}

/** The sizes of the example may not fit a sum with the input. */
async function fits(subject: Subject): Promise<boolean> {
  let met = 0;
  try {
    await forEachCase(subject, { count: 1 }, () => {
      met++;
    });
  } catch (error) {
    if (!isParticleError(error) || met > 0) throw error;
  }
  return met > 0;
}
