import { isTensorSpec } from '@sora-particles/combinator-core';
import { forEachCase } from '../cases/case.ts';
import { runOnce } from '../cases/run-once.ts';
import { broken, type Rule } from './rule.ts';

/** What the traits say of host and gradients is true. The other traits have rules of their own. */
export const traitsRule: Rule = {
  name: 'traits',
  title: 'has truthful traits',
  async check(subject) {
    const { particle } = subject;
    const { traits, input, output } = particle;
    const ports = [...Object.values(input), ...Object.values(output)];
    if (traits.differentiable && !ports.every(isTensorSpec)) {
      throw broken(particle, {
        summary: 'the traits say differentiable, and no gradient passes a value that is no tensor',
        remedy: 'state `traits: { differentiable: false }`',
      });
    }
    await forEachCase(subject, { count: 1 }, async (given) => {
      // Fails where run() is asynchronous and the traits do not say host.
      await runOnce(particle, given, { seed: given.seed });
    });
  },
};
