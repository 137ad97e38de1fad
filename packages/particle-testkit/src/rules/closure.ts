import { isParticleError } from '@sora-particles/combinator-core';
import { forEachCase } from '../cases/case.ts';
import { wrappings } from '../cases/wrappings.ts';
import { difference } from '../internal/difference.ts';
import { plain } from '../internal/snapshot.ts';
import { broken, oneLine, type Rule } from './rule.ts';

/** A combination may compute in another order, within the rounding of a float32. */
const TOLERANCE = 1e-6;

/** A combination is a particle: in chain, rename, freeze, repeat and perItem it works as it does alone. */
export const closureRule: Rule = {
  name: 'closure',
  title: 'works the same within combinations',
  applies: ({ traits }) => traits.deterministic,
  check: (subject) =>
    forEachCase(subject, { count: 1 }, async (given) => {
      const { particle } = subject;
      for (const { name, compare } of wrappings) {
        const compared = await compare(subject, given).catch((cause: unknown) => {
          if (isParticleError(cause, 'conformance-failed')) throw cause;
          throw broken(particle, {
            summary: `the particle does not work within ${name}()`,
            found: oneLine(cause),
            cause,
          });
        });
        if (compared === undefined) continue;
        const found = difference(plain(compared.alone), plain(compared.within), TOLERANCE);
        if (found === undefined) continue;
        throw broken(particle, {
          summary: `within ${name}() the particle gives something else than alone`,
          expected: 'equal outputs',
          found,
          remedy: 'let run() depend on its arguments only',
        });
      }
    }),
};
