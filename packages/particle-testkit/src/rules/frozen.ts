import { broken, type Rule } from './rule.ts';

/** A particle is a frozen description: nobody can change it while somebody else relies on it. */
export const frozenRule: Rule = {
  name: 'frozen',
  title: 'is frozen throughout',
  check({ particle }) {
    const seen = new Set<object>();
    const firstOpen = (value: unknown, path: string): string | undefined => {
      if (typeof value !== 'object' || value === null || seen.has(value)) return undefined;
      seen.add(value);
      if (!Object.isFrozen(value)) return path === '' ? 'the particle itself' : path;
      for (const [key, inner] of Object.entries(value)) {
        const open = firstOpen(inner, path === '' ? key : `${path}.${key}`);
        if (open !== undefined) return open;
      }
      return undefined;
    };
    const found = firstOpen(particle, '');
    if (found === undefined) return Promise.resolve();
    throw broken(particle, {
      summary: 'a part of the description can be changed',
      expected: 'everything frozen',
      found,
      remedy: 'make particles with defineParticle(), and freeze nothing only at its surface',
    });
  },
};
