import { ParticleError } from '../errors.ts';

/** Keys that reach the prototype of an object when they are copied carelessly. */
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

/** Whether a value is an object as `JSON.parse` makes them. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/**
 * Checks that a value is made of what JSON can hold, not nested too deeply and without keys that reach
 * a prototype.
 *
 * @throws ParticleError `manifest-invalid`.
 */
export function checkJson(value: unknown, maxDepth: number, path: string): void {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return;
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return;
    throw refuse(path, 'a number that JSON cannot hold', String(value));
  }
  const isArray = Array.isArray(value);
  if (!isArray && !isPlainObject(value)) throw refuse(path, 'not JSON', typeof value);
  if (maxDepth <= 0) throw refuse(path, 'nested too deeply', undefined);
  for (const [key, inner] of Object.entries(value)) {
    const shown = key.length > 60 ? `${key.slice(0, 57)}...` : key;
    if (!isArray && FORBIDDEN.has(key)) throw refuse(path, `the key '${key}' is not allowed`, key);
    checkJson(inner, maxDepth - 1, isArray ? `${path}[${shown}]` : `${path}.${shown}`);
  }
}

function refuse(path: string, summary: string, found: string | undefined): ParticleError {
  return new ParticleError({ code: 'manifest-invalid', summary, path, found });
}
