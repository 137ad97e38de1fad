import {
  type AnyParticle,
  isParticleError,
  type Json,
  type JsonObject,
  type ParticleError,
  type ParticleKind,
} from '@sora-particles/combinator-core';
import { canonical } from '../composition/stub.ts';
import { allows, phraseSchema } from './phrase-schema.ts';

/** A configuration that a kind accepts, and the parts that go with it. */
export interface Accepted {
  readonly options: JsonObject;
  readonly children: readonly AnyParticle[];
}

/** Configurations that take the same options; `names` is undefined where the factory does not tell. */
interface Variant {
  readonly names: readonly string[] | undefined;
  readonly bases: readonly Accepted[];
}

/** Nobody's option, and nobody's value. */
const NOTHING = 'sora-describe-probe';

/**
 * Finds out what options a kind takes by asking its factory: an option that does not exist makes it list
 * those that do, a wrong value makes it say what is right, and leaving one out shows its default. What
 * the factory does not tell stays open, so the schema refuses nothing that the factory accepts.
 *
 * @param name - A name that the kind's particles may have.
 * @param accepted - Configurations to start from; at least one.
 */
export function probeOptions(
  entry: ParticleKind,
  name: string,
  accepted: readonly Accepted[],
): JsonObject {
  const variants = new Map<string, Variant>();
  for (const base of accepted) {
    const names = optionNames(entry, name, base);
    const key = JSON.stringify(names ?? null);
    variants.set(key, { names, bases: [...(variants.get(key)?.bases ?? []), base] });
  }
  const schemas = [...variants.values()].map(({ names, bases }) =>
    names === undefined ? openSchema(entry, name, bases) : schemaOf(entry, name, names, bases),
  );
  const [first, ...others] = schemas;
  return others.length === 0 && first !== undefined ? first : { type: 'object', anyOf: schemas };
}

/** The names that the factory lists when it is given one that it does not know. */
function optionNames(
  entry: ParticleKind,
  name: string,
  { options, children }: Accepted,
): readonly string[] | undefined {
  const refusal = refusalOf(entry, name, { options: { ...options, [NOTHING]: 0 }, children });
  if (refusal?.code !== 'option-unknown') return undefined;
  const [, list] = /^one of (.*)$/.exec(refusal.expected ?? '') ?? [];
  return list?.split(', ').filter((option) => option !== 'name');
}

function schemaOf(
  entry: ParticleKind,
  name: string,
  names: readonly string[],
  bases: readonly Accepted[],
): JsonObject {
  const types = Object.fromEntries(
    names.map((option) => [option, typeOf(entry, name, option, bases)]),
  );
  const outcomes = new Map(
    names.map((option) => [option, bases.map((base) => without(entry, name, base, option))]),
  );
  const required = names.filter((option) =>
    outcomes.get(option)?.every((outcome) => outcome === 'required'),
  );
  const properties = names.map((option): [string, Json] => {
    const found = [
      ...(outcomes.get(option) ?? []),
      ...bases.flatMap((base) => withOthersChanged(entry, name, base, option, types)),
    ];
    const [first] = found;
    const isOne = new Set(found.map((outcome) => canonical(outcome))).size === 1;
    // A default that follows from other options is none that a schema can state.
    const preset = isOne && typeof first === 'object' ? { default: first.default } : {};
    return [option, { ...types[option], ...preset }];
  });
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
}

/** What the factory says that an option must be when it is not. */
function typeOf(
  entry: ParticleKind,
  name: string,
  option: string,
  bases: readonly Accepted[],
): JsonObject {
  const [base] = bases;
  if (base === undefined) return {};
  const wrong = { ...base.options, [option]: { [NOTHING]: true } };
  const refusal = refusalOf(entry, name, { ...base, options: wrong });
  const phrase = isAbout(refusal, 'option-invalid', option) ? refusal?.expected : undefined;
  if (phrase === undefined) return {};
  const schema = phraseSchema(phrase);
  const taken = bases.flatMap(({ options }) => {
    const value = options[option];
    return value === undefined ? [] : [value];
  });
  // The words may be about something within the value.
  return taken.every((value) => allows(schema, value)) ? schema : { description: phrase };
}

/** What the default becomes as each other option takes another value. */
function withOthersChanged(
  entry: ParticleKind,
  name: string,
  { options, children }: Accepted,
  option: string,
  types: Readonly<Record<string, JsonObject>>,
): readonly Outcome[] {
  return Object.keys(types)
    .filter((other) => other !== option)
    .flatMap((other) => otherValues(types[other] ?? {}).map((value) => ({ [other]: value })))
    .map((change) => without(entry, name, { options: { ...options, ...change }, children }, option))
    .filter((outcome) => outcome !== 'open');
}

/** A few values that a schema allows. */
function otherValues(type: JsonObject): readonly Json[] {
  if (Array.isArray(type['enum'])) return type['enum'] as Json[];
  if (Array.isArray(type['anyOf'])) {
    return type['anyOf'].flatMap((each: Json) => otherValues(each as JsonObject));
  }
  if (type['type'] === 'boolean') return [true, false];
  if (type['type'] === 'integer') return [1, 2, 3];
  if (type['type'] === 'number') return [0.25, 0.5, 2];
  return [];
}

/** What is known of a kind whose factory does not tell its options: the names in its configurations. */
function openSchema(entry: ParticleKind, name: string, bases: readonly Accepted[]): JsonObject {
  const names = new Set(
    bases.flatMap(({ options, children }) =>
      Object.keys(entry.create(options, children, name).config),
    ),
  );
  return {
    type: 'object',
    ...(names.size > 0 && {
      properties: Object.fromEntries([...names].sort().map((option) => [option, {}])),
    }),
  };
}

/** What happens without an option: it is required, it has a default, or nothing can be told. */
type Outcome = 'required' | 'open' | { readonly default: Json };

function without(
  entry: ParticleKind,
  name: string,
  { options, children }: Accepted,
  option: string,
): Outcome {
  const { [option]: _left, ...rest } = options;
  try {
    const value = entry.create(rest, children, name).config[option];
    return value === undefined ? 'open' : { default: value };
  } catch (error) {
    return isParticleError(error) && isAbout(error, 'option-missing', option) ? 'required' : 'open';
  }
}

function refusalOf(
  entry: ParticleKind,
  name: string,
  { options, children }: Accepted,
): ParticleError | undefined {
  try {
    entry.create(options, children, name);
    return undefined;
  } catch (error) {
    return isParticleError(error) ? error : undefined;
  }
}

function isAbout(error: ParticleError | undefined, code: string, option: string): boolean {
  return error?.code === code && error.path?.endsWith(`.${option}`) === true;
}
