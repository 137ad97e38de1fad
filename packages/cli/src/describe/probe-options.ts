import {
  type AnyParticle,
  isParticleError,
  type Json,
  type JsonObject,
  type ParticleError,
  type ParticleKind,
} from '@sora-particles/combinator-core';
import { canonical } from '../composition/stub.ts';
import { phraseSchema } from './phrase-schema.ts';

/** A configuration that a kind accepts, and the parts that go with it. */
export interface Accepted {
  readonly options: JsonObject;
  readonly children: readonly AnyParticle[];
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
  const variants = new Map<string, { readonly names: readonly string[]; bases: Accepted[] }>();
  for (const base of accepted) {
    const names = optionNames(entry, name, base);
    const key = names?.join() ?? '';
    const variant = variants.get(key) ?? { names: names ?? [], bases: [] };
    variant.bases.push(base);
    variants.set(key, variant);
  }
  const schemas = [...variants].map(([key, { names, bases }]) =>
    key === '' && names.length === 0
      ? openSchema(entry, name, bases)
      : schemaOf(entry, name, names, bases),
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
  const properties: Record<string, Json> = {};
  const required: string[] = [];
  for (const option of names) {
    const [base] = bases;
    if (base === undefined) continue;
    const wrong = { ...base.options, [option]: { [NOTHING]: true } };
    const refusal = refusalOf(entry, name, { ...base, options: wrong });
    const phrase = isAbout(refusal, 'option-invalid', option) ? refusal?.expected : undefined;
    const outcomes = bases.map((each) => without(entry, name, each, option));
    if (outcomes.every((outcome) => outcome === 'required')) required.push(option);
    const defaults = new Set(outcomes.map((outcome) => canonical(outcome)));
    const [first] = outcomes;
    properties[option] = {
      ...(phrase !== undefined && phraseSchema(phrase)),
      ...(defaults.size === 1 && typeof first === 'object' && { default: first.default }),
    };
  }
  return {
    type: 'object',
    properties,
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
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
function without(
  entry: ParticleKind,
  name: string,
  { options, children }: Accepted,
  option: string,
): 'required' | 'open' | { readonly default: Json } {
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
