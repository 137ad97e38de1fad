import type { Json, JsonObject } from '@sora-particles/combinator-core';
import { canonical } from '../composition/stub.ts';
import { isObject } from '../metadata/read-fields.ts';
import type { Change } from './compare-kinds.ts';

/** The defaults that a schema of options states. */
export function defaultsOf(schema: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(propertiesOf(schema)).flatMap(([name, property]) =>
      isObject(property) && property['default'] !== undefined ? [[name, property['default']]] : [],
    ),
  );
}

/** What changed in the options of a kind. What cannot be proved compatible counts as not. */
export function compareOptions(before: JsonObject, after: JsonObject): readonly Change[] {
  if (canonical(before) === canonical(after)) return [];
  if (Array.isArray(before['anyOf']) || Array.isArray(after['anyOf'])) {
    return [{ path: 'options', compatibility: 'major', description: 'other ways to give them' }];
  }
  const [old, now] = [propertiesOf(before), propertiesOf(after)];
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])].sort();
  return names.flatMap((name) =>
    compareOption(name, {
      before: old[name],
      after: now[name],
      wasNeeded: isNeeded(before, name),
      isNeeded: isNeeded(after, name),
    }),
  );
}

interface OptionPair {
  readonly before: Json | undefined;
  readonly after: Json | undefined;
  readonly wasNeeded: boolean;
  readonly isNeeded: boolean;
}

function compareOption(
  name: string,
  { before, after, wasNeeded, isNeeded: needed }: OptionPair,
): readonly Change[] {
  const change = (compatibility: Change['compatibility'], description: string): Change => ({
    path: `options.${name}`,
    compatibility,
    description,
  });
  if (before === undefined) {
    return [needed ? change('major', 'added, and needed') : change('minor', 'added')];
  }
  if (after === undefined) return [change('major', 'removed')];
  const [old, now] = [isObject(before) ? before : {}, isObject(after) ? after : {}];
  const changes: Change[] = [];
  if (needed !== wasNeeded) {
    changes.push(needed ? change('major', 'needed now') : change('minor', 'may be left out now'));
  } else if (canonical(old['default'] ?? null) !== canonical(now['default'] ?? null)) {
    changes.push(
      change('major', `default ${shown(old['default'])} became ${shown(now['default'])}`),
    );
  }
  if (canonical(typeOf(old)) !== canonical(typeOf(now))) {
    const words = `${shown(old['description'])} became ${shown(now['description'])}`;
    changes.push(change(accepts(now, old) ? 'minor' : 'major', words));
  }
  return changes;
}

/** Whether everything that the one allows is allowed by the other: only where it is plain to see. */
function accepts(wider: JsonObject, narrower: JsonObject): boolean {
  const [all, some] = [wider['enum'], narrower['enum']];
  if (Array.isArray(all) && Array.isArray(some)) {
    return some.every((value: Json) => all.includes(value));
  }
  const either = wider['anyOf'];
  return (
    Array.isArray(either) &&
    either.some(
      (each: Json) => isObject(each) && canonical(typeOf(each)) === canonical(typeOf(narrower)),
    )
  );
}

/** What may be given, without the words for it. */
function typeOf({ default: _default, description: _words, ...type }: JsonObject): JsonObject {
  return type;
}

function propertiesOf({ properties }: JsonObject): JsonObject {
  return isObject(properties) ? properties : {};
}

function isNeeded({ required }: JsonObject, name: string): boolean {
  return Array.isArray(required) && required.includes(name);
}

function shown(value: Json | undefined): string {
  return value === undefined
    ? 'nothing'
    : typeof value === 'string'
      ? value
      : JSON.stringify(value);
}
