import { ParticleError } from '@sora-particles/combinator-core';

/** A contract of a real model has some thousand values; this stops one that doubles at every layer. */
const MAX_NODES = 1_000_000;

/**
 * Writes a value such that equal values give equal text: keys sorted by UTF-16 units, no spaces,
 * numbers as ECMAScript prints them (RFC 8785). Members that are `undefined` are left out.
 *
 * @throws ParticleError `artefact-invalid` for what JSON cannot hold, `artefact-too-large` for
 *   a million values.
 */
export function canonicalJson(value: unknown): string {
  let nodes = 0;
  const write = (item: unknown): string => {
    if (++nodes > MAX_NODES) {
      throw new ParticleError({
        code: 'artefact-too-large',
        summary: `more than ${MAX_NODES} values in one JSON document`,
      });
    }
    if (item === null || typeof item === 'boolean' || typeof item === 'string') {
      return JSON.stringify(item);
    }
    // Minus zero prints as 0, as RFC 8785 wants it.
    if (typeof item === 'number' && Number.isFinite(item)) return JSON.stringify(item);
    if (Array.isArray(item)) return `[${item.map(write).join(',')}]`;
    if (typeof item === 'object') {
      const members = Object.entries(item)
        .filter(([, member]) => member !== undefined)
        .sort(([a], [b]) => (a < b ? -1 : 1));
      return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${write(member)}`).join(',')}}`;
    }
    throw new ParticleError({
      code: 'artefact-invalid',
      summary: `${typeof item === 'number' ? String(item) : typeof item} cannot be written as JSON`,
    });
  };
  return write(value);
}
