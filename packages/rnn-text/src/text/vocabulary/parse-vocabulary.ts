import { isParticleError, ParticleError, type OptionCheck } from '@sora-particles/combinator-core';
import { savedHuggingFaceVocabulary } from '../hugging-face/hugging-face-vocabulary.ts';
import { createBytePairs, createVocabulary } from './create-vocabulary.ts';
import { EXTRA_ROLES, isKnown } from './make-vocabulary.ts';
import type { Vocabulary } from './vocabulary.ts';

/** An object as JSON has them, not yet looked into. */
type Loose = Readonly<Record<string, unknown>>;

const KEYS = ['hash', 'ids', 'model', 'name', 'size'];

/** Passes what may be a vocabulary; {@link parseVocabulary} looks into it. */
export const isVocabulary: OptionCheck = (value) =>
  isObject(value) && KEYS.every((key) => Object.hasOwn(value, key))
    ? undefined
    : 'a vocabulary, as buildVocabulary(), trainBytePairs() or createVocabulary() make it';

/**
 * A vocabulary that has been checked: what was made here is taken as it is, what comes from a file is made
 * again from its parts, and must come out as it was.
 *
 * @throws ParticleError `option-invalid` with the path of what is wrong, `name-invalid`.
 */
export function parseVocabulary<Name extends string>(
  given: Vocabulary<Name>,
  path: string,
): Vocabulary<Name> {
  if (isKnown(given)) return given;
  const problem = isVocabulary(given);
  if (problem !== undefined) throw refuse(path, problem);
  const unknown = Object.keys(given).find((key) => !KEYS.includes(key));
  if (unknown !== undefined) throw refuse(path, `only ${KEYS.join(', ')}`, `'${unknown}'`);
  const again = remake(given, path);
  for (const key of ['hash', 'size'] as const) {
    if (again[key] === given[key]) continue;
    const found = String(given[key]).slice(0, 80);
    throw refuse(`${path}.${key}`, `${again[key]}, which follows from the rest`, found);
  }
  if (!sameIds(again.ids, given.ids)) throw refuse(`${path}.ids`, JSON.stringify(again.ids));
  return again;
}

function remake<Name extends string>(
  { name, model, ids }: Vocabulary<Name>,
  path: string,
): Vocabulary<Name> {
  if (!isObject(model) || !isObject(ids)) throw refuse(path, "objects as 'model' and 'ids'");
  const { type, ...rest } = model as Loose;
  try {
    if (type === 'huggingFace') return savedHuggingFaceVocabulary(name, rest['json'], ids);
    const special = EXTRA_ROLES.filter((role) => Object.hasOwn(ids, role));
    if (type === 'bytePair') return createBytePairs({ name, special, ...rest } as never);
    return createVocabulary({ name, special, type, ...rest } as never);
  } catch (cause) {
    if (!isParticleError(cause) || cause.code === 'name-invalid') throw cause;
    throw new ParticleError({
      code: 'option-invalid',
      summary: `the vocabulary cannot be used: ${cause.summary}`,
      path,
      expected: cause.expected,
      found: cause.found,
      cause,
    });
  }
}

function sameIds(a: object, b: object): boolean {
  const entries = Object.entries(a);
  return (
    Object.keys(b).length === entries.length &&
    entries.every(([role, id]) => Object.hasOwn(b, role) && (b as Loose)[role] === id)
  );
}

function isObject(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refuse(path: string, expected: string, found?: string): ParticleError {
  return new ParticleError({
    code: 'option-invalid',
    summary: `the vocabulary cannot be used: it must be ${expected}`,
    path,
    expected,
    found,
  });
}
