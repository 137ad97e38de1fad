import type { AnyParticle } from '@sora-particles/combinator-core';
import { difference } from '../internal/difference.ts';
import { broken, oneLine, type Rule } from './rule.ts';

const KIND = /^(?:@[a-z0-9-]+\/)?[a-z0-9-]+\/[a-z][A-Za-z0-9]*@\d+$/;
const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;
const WORD = /^[a-z][A-Za-z0-9]*$/;
const PATH = /^[A-Za-z0-9_.-]+(?:\/[A-Za-z0-9_.-]+)*$/;

/** Names that manifests, messages and files rely on. */
export const namingRule: Rule = {
  name: 'naming',
  title: 'follows the rules for names',
  check({ particle, registry }) {
    const { kind, name, params, state } = particle;
    const refuse = (what: string, expected: string, found: string): never => {
      throw broken(particle, { summary: `${what} does not follow the rules`, expected, found });
    };
    if (!KIND.test(kind)) refuse('the kind', '<package>/<camelCaseName>@<major>', kind);
    if (!NAME.test(name)) refuse('the name', 'letters, digits, "_", "." and "-"', name);
    if (!registry.kinds.includes(kind)) {
      refuse('the kind', `one of the kinds that the package exports`, kind);
    }
    for (const port of [...Object.keys(particle.input), ...Object.keys(particle.output)]) {
      if (particle.children.length === 0 && !WORD.test(port)) {
        refuse('a port', 'camelCase, e.g. x', port);
      }
    }
    for (const path of [...Object.keys(params), ...Object.keys(state)]) {
      if (!PATH.test(path)) refuse('a weight', 'camelCase, e.g. kernel', path);
      if (Object.hasOwn(params, path) && Object.hasOwn(state, path)) {
        refuse('a weight', 'another name than any state', path);
      }
    }
    if (particle.children.length === 0) checkRenamed(particle, registry);
    return Promise.resolve();
  },
};

/** A name of the user's own changes the name and nothing else. */
function checkRenamed(
  particle: AnyParticle,
  registry: Parameters<Rule['check']>[0]['registry'],
): void {
  const { kind, config, name } = particle;
  const other = `${name}-2`;
  const renamed = ((): AnyParticle => {
    try {
      return registry.get(kind).create(config, [], other);
    } catch (cause) {
      throw broken(particle, {
        summary: `the particle cannot be made under the name '${other}'`,
        found: oneLine(cause),
        remedy: 'give the factory an option `name`',
        cause,
      });
    }
  })();
  const found =
    renamed.name === other ? difference(particle, { ...renamed, name }) : `'${renamed.name}'`;
  if (found === undefined) return;
  throw broken(particle, {
    summary: 'a name of its own must change the name and nothing else',
    expected: `'${other}'`,
    found,
  });
}
