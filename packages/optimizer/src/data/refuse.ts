import { ParticleError } from '@sora-particles/combinator-core';

/** The error for examples of different shapes. */
export function ragged(path: string, expected: string, found: string): ParticleError {
  return new ParticleError({
    code: 'value-invalid',
    summary: `${path} has not the shape of the first one`,
    path,
    expected,
    found,
    remedy: 'make all examples the same size: pad, crop or resize them',
  });
}

/** The error for data without examples. */
export function empty(path: string): ParticleError {
  return new ParticleError({
    code: 'data-empty',
    summary: `${path} holds no examples`,
    path,
    expected: 'at least one example',
    found: 'none',
  });
}

/** What kind of thing a value is, for messages. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return `an array of ${String(value.length)}`;
  if (typeof value !== 'object') return `a ${typeof value}`;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype
    ? `an object with ${Object.keys(value).join(', ') || 'no keys'}`
    : `a ${value.constructor.name}`;
}
