import { type Json, type JsonObject, ParticleError } from '@sora-particles/combinator-core';

/** Whether a value of JSON is an object. */
export function isObject(json: unknown): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

/**
 * The readers of metadata: each gives the value in its type, or refuses it by its path.
 *
 * @param source - Name of the document, for messages.
 */
export function fieldReader(source: string) {
  const refuse = (path: string, expected: string, found: Json | undefined): never => {
    throw new ParticleError({
      code: 'manifest-invalid',
      summary: found === undefined ? `'${path}' is missing` : `'${path}' is not what it must be`,
      path: source,
      expected,
      found: found === undefined ? 'nothing' : shortened(JSON.stringify(found)),
    });
  };
  const object = (json: Json | undefined, path: string): JsonObject =>
    isObject(json) ? json : refuse(path, 'an object', json);
  const text = (json: Json | undefined, path: string, longest = 2000): string =>
    typeof json === 'string' && json !== '' && json.length <= longest
      ? json
      : refuse(path, `a text of 1 to ${longest} characters`, json);
  const list = <T>(
    json: Json | undefined,
    path: string,
    item: (json: Json, path: string) => T,
  ): readonly T[] =>
    Array.isArray(json)
      ? json.map((each: Json, i) => item(each, `${path}[${i}]`))
      : refuse(path, 'a list', json);
  return { refuse, object, text, list };
}

/** Some of a text, for messages. */
function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
