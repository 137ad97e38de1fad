import { formatShape, unify } from '@sora-particles/combinator-core';
import { forEachCase, weightsOf } from '../cases/case.ts';
import { runOnce } from '../cases/run-once.ts';
import { difference } from '../internal/difference.ts';
import { snapshot } from '../internal/snapshot.ts';
import { broken, type Rule } from './rule.ts';

/** State is replaced while training only, by tensors of the same shapes. */
export const stateRule: Rule = {
  name: 'state',
  title: 'changes its state only while training',
  check: (subject) =>
    forEachCase(subject, {}, async (given) => {
      const { particle } = subject;
      const before = await snapshot(weightsOf(particle, given).state);
      for (const training of [false, true]) {
        const { state } = await runOnce(particle, given, { training, seed: given.seed });
        for (const [path, value] of Object.entries(state)) {
          const spec = particle.state[path];
          if (spec === undefined) {
            throw broken(particle, {
              summary: `run() gives the state '${path}', which the particle does not have`,
              expected: Object.keys(particle.state).join(', ') || 'none',
              found: path,
            });
          }
          const { shape, dtype } = value as { shape: readonly number[]; dtype: string };
          const { dtype: wanted = 'float32' } = spec;
          if (unify(spec.shape, shape, given.promised.bindings).ok && dtype === wanted) continue;
          throw broken(particle, {
            summary: `run() gives the state '${path}' another shape or element type`,
            expected: `${formatShape(spec.shape)} ${wanted}`,
            found: `${formatShape(shape)} ${dtype}`,
          });
        }
        if (training) continue;
        const found = difference({ ...before, ...state }, before);
        if (found === undefined) continue;
        throw broken(particle, {
          summary: 'run() changes the state outside of training',
          found,
          remedy: 'give `state` back only `if (training)`',
        });
      }
    }),
};
