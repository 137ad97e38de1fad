import { ParticleError, type Ports } from '@sora-particles/combinator-core';
import { describe } from './refuse.ts';

/**
 * Sorts what a caller passed by port. A particle with one port takes the bare value; one with several
 * takes a record.
 *
 * @param path - What it is, for messages, e.g. `data.x`.
 * @param name - Name of the particle, for messages.
 * @throws ParticleError `port-missing` or `port-unknown`.
 */
export function perPort(
  path: string,
  name: string,
  ports: Ports,
  given: unknown,
): Readonly<Record<string, unknown>> {
  const known = Object.keys(ports);
  const [only] = known;
  const record = isRecord(given) ? given : undefined;
  // A bare value may be a record too: the columns of a table row.
  const isByPort = record !== undefined && Object.keys(record).join() === only;
  if (!isByPort && only !== undefined && known.length === 1) return { [only]: given };
  const expected = `{ ${known.join(', ')} }`;
  const missing = known.find(
    (port) => ports[port]?.optional !== true && record?.[port] === undefined,
  );
  if (record === undefined || missing !== undefined) {
    throw new ParticleError({
      code: 'port-missing',
      summary: `${path} has no examples for port '${missing ?? String(only)}' of '${name}'`,
      path,
      expected,
      found: describe(given),
    });
  }
  const unknown = Object.keys(record).find((port) => !Object.hasOwn(ports, port));
  if (unknown !== undefined) {
    throw new ParticleError({
      code: 'port-unknown',
      summary: `${path} has examples for '${unknown}', which is no port of '${name}'`,
      path,
      expected,
      found: describe(given),
    });
  }
  return record;
}

/** A plain object: no array, tensor or typed array. */
function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
