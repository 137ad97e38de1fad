import { isTensorSpec, type Spec } from '@sora-particles/combinator-core';
import { memory } from '@tensorflow/tfjs-core';
import { forEachCase } from '../cases/case.ts';
import { runOnce } from '../cases/run-once.ts';
import { broken, type Rule } from './rule.ts';

/** What the traits say of host and gradients fits what the particle is. The other traits have rules of their own. */
export const traitsRule: Rule = {
  name: 'traits',
  title: 'has truthful traits',
  check: (subject) =>
    forEachCase(subject, { count: 1 }, async (given) => {
      const { particle } = subject;
      const { traits, input, output } = particle;
      const values = [...Object.values(input), ...Object.values(output)];
      const isValue = (spec: Spec): boolean => !isTensorSpec(spec);
      if (traits.differentiable && values.some(isValue)) {
        throw broken(particle, {
          summary:
            'the traits say differentiable, and no gradient passes a value that is no tensor',
          remedy: 'state `traits: { differentiable: false }`',
        });
      }
      const first = Object.values(input)[0]?.shape?.[0];
      if (traits.batchable && !traits.host && first === undefined && values.every(isValue)) return;
      // Throws where run() is asynchronous and the traits do not say host.
      const before = memory().numTensors;
      await runOnce(particle, given, { seed: given.seed });
      if (traits.host || memory().numTensors === before) return;
      throw broken(particle, { summary: 'run() goes on after it has returned' });
    }),
};
