import type { Json, JsonObject } from '@sora-particles/combinator-core';

const KNOWN: Readonly<Record<string, JsonObject>> = {
  'a positive integer': { type: 'integer', minimum: 1 },
  'a non-negative integer': { type: 'integer', minimum: 0 },
  'an integer': { type: 'integer' },
  'a finite number': { type: 'number' },
  'a positive number': { type: 'number', exclusiveMinimum: 0 },
  'a non-negative number': { type: 'number', minimum: 0 },
  'a number from 0 up to, not including, 1': { type: 'number', minimum: 0, exclusiveMaximum: 1 },
  'true or false': { type: 'boolean' },
  'a string': { type: 'string' },
};

/**
 * The JSON Schema of what a check of options asks for in words. Checks made of the core's (`is`) are
 * understood; of others the words stay as description, and anything is allowed.
 */
export function phraseSchema(phrase: string): JsonObject {
  const known = parse(phrase);
  return { ...known, description: phrase };
}

function parse(phrase: string): JsonObject | undefined {
  const known = Object.hasOwn(KNOWN, phrase) ? KNOWN[phrase] : undefined;
  return known ?? interval(phrase) ?? choices(phrase) ?? array(phrase) ?? either(phrase);
}

function interval(phrase: string): JsonObject | undefined {
  const [, type, from, to] =
    /^an? (number|integer) from (-?[\d.]+) to (-?[\d.]+)$/.exec(phrase) ?? [];
  const [minimum, maximum] = [Number(from), Number(to)];
  return type === undefined ? undefined : { type, minimum, maximum };
}

function choices(phrase: string): JsonObject | undefined {
  const [, list] = /^one of (.*)$/.exec(phrase) ?? [];
  if (list === undefined) return undefined;
  try {
    return { enum: JSON.parse(`[${list}]`) as string[] };
  } catch {
    return undefined;
  }
}

function array(phrase: string): JsonObject | undefined {
  const [, length, each] = /^an array of (?:(\d+) items, each )?(.+)$/.exec(phrase) ?? [];
  const items = each === undefined ? undefined : parse(each);
  if (items === undefined) return undefined;
  if (length === undefined) return { type: 'array', items };
  return { type: 'array', items, minItems: Number(length), maxItems: Number(length) };
}

function either(phrase: string): JsonObject | undefined {
  const parts = phrase.split(' or ');
  for (let i = 1; i < parts.length; i++) {
    const left = parse(parts.slice(0, i).join(' or '));
    const right = parse(parts.slice(i).join(' or '));
    if (left !== undefined && right !== undefined) return { anyOf: [left, right] };
  }
  return undefined;
}

/** Whether a schema made by {@link phraseSchema} allows a value. */
export function allows(schema: JsonObject, value: Json): boolean {
  const { type, items, minimum = -Infinity, maximum = Infinity } = schema;
  if (Array.isArray(schema['enum'])) return schema['enum'].includes(value);
  if (Array.isArray(schema['anyOf'])) {
    return schema['anyOf'].some((each: Json) => allows(each as JsonObject, value));
  }
  if (type === undefined) return true;
  if (type === 'array') {
    return Array.isArray(value) && value.every((item: Json) => allows(items as JsonObject, item));
  }
  if (type === 'boolean' || type === 'string') return typeof value === type;
  return typeof value === 'number' && value >= Number(minimum) && value <= Number(maximum);
}
