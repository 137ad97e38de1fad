import { type Json, type JsonObject, ParticleError } from '@sora-particles/combinator-core';

/** Reads an object that has all of `required`, maybe some of `optional`, and nothing else. */
export function readObject(
  value: Json | undefined,
  path: string,
  required: readonly string[],
  optional: readonly string[] = [],
): JsonObject {
  if (!isObject(value)) return refuse(path, 'an object', value);
  for (const key of required) {
    if (!Object.hasOwn(value, key)) refuse(`${path}.${key}`, 'a value', undefined);
  }
  for (const key of Object.keys(value)) {
    if (!required.includes(key) && !optional.includes(key)) {
      refuse(path, `only ${[...required, ...optional].join(', ')}`, `the key '${key}'`);
    }
  }
  return value;
}

/** Reads an array and each of its items. */
export function readArray<Item>(
  value: Json | undefined,
  path: string,
  readItem: (item: Json, path: string) => Item,
): readonly Item[] {
  if (!Array.isArray(value)) return refuse(path, 'an array', value);
  return (value as readonly Json[]).map((item, index) => readItem(item, `${path}[${index}]`));
}

/** Reads a string that matches the pattern. */
export function readText(
  value: Json | undefined,
  path: string,
  pattern?: { readonly test: (text: string) => boolean; readonly wanted: string },
): string {
  if (typeof value !== 'string') return refuse(path, pattern?.wanted ?? 'a string', value);
  if (pattern && !pattern.test(value)) return refuse(path, pattern.wanted, value);
  return value;
}

/** Reads an integer from `lowest` to `highest`. */
export function readInteger(
  value: Json | undefined,
  path: string,
  lowest: number,
  highest: number,
): number {
  if (
    typeof value === 'number' &&
    Number.isSafeInteger(value) &&
    value >= lowest &&
    value <= highest
  ) {
    return value;
  }
  return refuse(path, `an integer from ${lowest} to ${highest}`, value);
}

/** Reads `true` or `false`. */
export function readBoolean(value: Json | undefined, path: string): boolean {
  return typeof value === 'boolean' ? value : refuse(path, 'true or false', value);
}

/** Whether the value is an object rather than an array, `null` or a scalar. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Refuses what stands at `path`. */
export function refuse(path: string, expected: string, found: Json | undefined): never {
  const text =
    found === undefined ? 'nothing' : typeof found === 'string' ? found : JSON.stringify(found);
  throw new ParticleError({
    code: 'artefact-invalid',
    summary: `must be ${expected}`,
    path,
    expected,
    found: text.length > 80 ? `${text.slice(0, 77)}...` : text,
  });
}
