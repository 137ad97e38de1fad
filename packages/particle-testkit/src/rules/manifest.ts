import { fromManifest, toManifest } from '@sora-particles/combinator-core';
import { forEachCase } from '../cases/case.ts';
import { runOnce } from '../cases/run-once.ts';
import { difference } from '../internal/difference.ts';
import { broken, oneLine, type Rule } from './rule.ts';

/** Config, manifest, JSON and back: the same particle, which computes the same. */
export const manifestRule: Rule = {
  name: 'manifest',
  title: 'is made again from its manifest',
  async check(subject) {
    const { particle, registry } = subject;
    const remake = () => {
      try {
        const json: unknown = JSON.parse(JSON.stringify(toManifest(particle)));
        return fromManifest(json, registry);
      } catch (cause) {
        throw broken(particle, {
          summary: 'the particle cannot be made again from its manifest',
          found: oneLine(cause),
          remedy: "`config` must hold what the factory needs, and the kind's `create` pass it on",
          cause,
        });
      }
    };
    const again = remake();
    const found = difference(particle, again);
    if (found !== undefined) {
      throw broken(particle, {
        summary: 'the particle that is made from the manifest is another one',
        expected: 'an equal description',
        found,
        remedy: 'put every option that shapes the particle into `config`',
      });
    }
    await forEachCase(subject, { count: 1 }, async (given) => {
      for (const training of [false, true]) {
        const options = { training, seed: given.seed };
        const first = await runOnce(particle, given, options);
        const second = await runOnce(again, given, options);
        const differs = particle.traits.deterministic ? difference(first, second) : undefined;
        if (differs === undefined) continue;
        throw broken(particle, {
          summary: 'the particle that is made from the manifest computes something else',
          expected: 'equal outputs and state',
          found: differs,
          remedy: 'put every option that run() uses into `config`',
        });
      }
    });
  },
};
