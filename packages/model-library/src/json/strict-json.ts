import { type Json, ParticleError } from '@sora-particles/combinator-core';
import { isUnsafeKey, type JsonLimits, HEADER_LIMITS } from './limits.ts';
import { type Cursor, refuse, scanNumber, scanString, skipSpace, take } from './scanner.ts';

/**
 * Reads JSON that comes from somewhere else. Beyond what `JSON.parse` refuses it refuses duplicate
 * keys, keys that mean something to JavaScript (`__proto__`, `constructor`, `prototype` ...), numbers
 * that are not finite, halves of surrogate pairs, bytes that are not UTF-8, and whatever goes over the
 * limits. The depth limit bounds the recursion too, so that no nesting overflows the stack.
 *
 * @param bytes - UTF-8 without a byte order mark.
 * @param source - Name of the document, for messages.
 * @param limits - Default: 1 MiB, 16 deep, 10,000 values, keys of 512 characters.
 * @throws ParticleError `artefact-too-large` over a limit, else `artefact-invalid`.
 *
 * @example
 * ```ts
 * import { parseStrictJson } from '@sora-particles/model-library';
 *
 * const bytes = new TextEncoder().encode('{"units": 10}');
 * console.log(parseStrictJson(bytes, 'config.json')); // { units: 10 }
 * ```
 */
export function parseStrictJson(
  bytes: Uint8Array,
  source: string,
  limits: JsonLimits = HEADER_LIMITS,
): Json {
  if (bytes.byteLength > limits.maxBytes) tooLarge(source, 'bytes', limits.maxBytes);
  const reader: Reader = { text: decode(bytes, source), source, at: 0, nodes: 0, limits };
  const value = readValue(reader, 0);
  skipSpace(reader);
  if (reader.at !== reader.text.length) refuse(reader, 'something after the value');
  return value;
}

interface Reader extends Cursor {
  nodes: number;
  readonly limits: JsonLimits;
}

function readValue(reader: Reader, depth: number): Json {
  if (++reader.nodes > reader.limits.maxNodes) {
    tooLarge(reader.source, 'values', reader.limits.maxNodes);
  }
  skipSpace(reader);
  if (take(reader, '{')) return readObject(reader, nest(reader, depth));
  if (take(reader, '[')) return readArray(reader, nest(reader, depth));
  if (take(reader, 'true')) return true;
  if (take(reader, 'false')) return false;
  if (take(reader, 'null')) return null;
  return reader.text.startsWith('"', reader.at) ? scanString(reader) : scanNumber(reader);
}

function nest(reader: Reader, depth: number): number {
  if (depth >= reader.limits.maxDepth) {
    tooLarge(reader.source, 'nested levels', reader.limits.maxDepth);
  }
  return depth + 1;
}

function readArray(reader: Reader, depth: number): Json {
  const items: Json[] = [];
  skipSpace(reader);
  if (take(reader, ']')) return items;
  for (;;) {
    items.push(readValue(reader, depth));
    skipSpace(reader);
    if (take(reader, ']')) return items;
    if (!take(reader, ',')) refuse(reader, '"," or "]" is missing');
  }
}

function readObject(reader: Reader, depth: number): Json {
  const entries: Record<string, Json> = {};
  skipSpace(reader);
  if (take(reader, '}')) return entries;
  for (;;) {
    skipSpace(reader);
    const key = readKey(reader, entries);
    skipSpace(reader);
    if (!take(reader, ':')) refuse(reader, '":" is missing');
    entries[key] = readValue(reader, depth);
    skipSpace(reader);
    if (take(reader, '}')) return entries;
    if (!take(reader, ',')) refuse(reader, '"," or "}" is missing');
  }
}

function readKey(reader: Reader, entries: Readonly<Record<string, Json>>): string {
  const key = scanString(reader);
  if (key.length > reader.limits.maxKeyLength) {
    tooLarge(reader.source, 'characters in a key', reader.limits.maxKeyLength);
  }
  if (isUnsafeKey(key)) refuse(reader, `the forbidden key "${key}"`);
  if (Object.hasOwn(entries, key))
    refuse(reader, `the key ${JSON.stringify(key)} for the second time`);
  return key;
}

function decode(bytes: Uint8Array, source: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new ParticleError({
      code: 'artefact-invalid',
      summary: 'not UTF-8',
      path: source,
      cause,
    });
  }
}

function tooLarge(source: string, what: string, limit: number): never {
  throw new ParticleError({
    code: 'artefact-too-large',
    summary: `more than ${limit} ${what}`,
    path: source,
    expected: `at most ${limit} ${what}`,
  });
}
