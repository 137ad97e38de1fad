import {
  isParticleError,
  type AnyParticle,
  type Json,
  type JsonObject,
} from '@sora-particles/combinator-core';
import { broken, oneLine, type Rule } from './rule.ts';

const UNKNOWN = 'notAnOptionOfAnyParticle';

/** No option means this. */
const NONSENSE: Json = { notAValueOfAnyOption: true };

/**
 * Options come from typing fingers and from files. What is not known or makes no sense is refused by name,
 * with a ParticleError, and not passed over.
 */
export const optionsRule: Rule = {
  name: 'options',
  title: 'refuses unknown options and wrong values',
  // A combination has no options but its parts; `fromManifest` refuses what it does not keep.
  applies: ({ children }) => children.length === 0,
  check({ particle, registry }) {
    const { kind, config, name } = particle;
    const entry = registry.get(kind);
    const attempt = (what: string, changed: JsonObject, children: readonly AnyParticle[] = []) => {
      try {
        entry.create(changed, children, name);
      } catch (cause) {
        if (isParticleError(cause)) return;
        throw broken(particle, {
          summary: `${what} leads to an error that is no ParticleError`,
          expected: 'ParticleError [option-unknown], [option-missing] or [option-invalid]',
          found: oneLine(cause),
          remedy: 'check the options with checkOptions() before using them',
          cause,
        });
      }
      throw broken(particle, {
        summary: `${what} is passed over`,
        expected: 'ParticleError [option-unknown], [option-missing] or [option-invalid]',
        found: 'a particle',
        remedy: 'check the options with checkOptions()',
      });
    };
    attempt('an unknown option', { ...config, [UNKNOWN]: 1 });
    for (const option of Object.keys(config)) {
      attempt(`a senseless value of '${option}'`, { ...config, [option]: NONSENSE });
    }
    attempt('a part that a particle without parts is given', config, [particle]);
    return Promise.resolve();
  },
};
