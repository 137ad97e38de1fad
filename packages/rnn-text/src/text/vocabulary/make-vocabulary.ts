import { ParticleError } from '@sora-particles/combinator-core';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { deepFreeze } from './deep-freeze.ts';
import type { SpecialIds, SpecialRole, TokenModel, Vocabulary } from './vocabulary.ts';

/** The roles beyond padding and unknown, in the order of their ids. */
export const EXTRA_ROLES = ['start', 'end', 'mask'] as const satisfies readonly SpecialRole[];

/** Hexadecimal digits that tell vocabularies of one name apart. */
const DIGITS = 16;

const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;

/** Whether this very object has been made, or checked, here. */
const known = new WeakSet<object>();

/** Whether a value is a vocabulary that was made here, and thus need not be checked again. */
export function isKnown(value: unknown): boolean {
  return typeof value === 'object' && value !== null && known.has(value);
}

/**
 * Passes names that can be part of a meaning.
 *
 * @throws ParticleError `name-invalid`.
 */
export function checkVocabularyName(name: unknown): void {
  if (typeof name === 'string' && NAME.test(name) && name.length <= 100) return;
  throw new ParticleError({
    code: 'name-invalid',
    summary: `${JSON.stringify(name).slice(0, 100)} cannot be the name of a vocabulary`,
    expected: 'letters, digits, "_", "." and "-", beginning with a letter or digit',
  });
}

/**
 * Puts a vocabulary together from parts that have been checked.
 *
 * @throws ParticleError `name-invalid`.
 */
export function makeVocabulary<Name extends string>(
  name: Name,
  model: TokenModel,
  ids: SpecialIds,
  size: number,
): Vocabulary<Name> {
  checkVocabularyName(name);
  const vocabulary = deepFreeze({ name, hash: hashOf(model, ids), size, ids, model });
  known.add(vocabulary);
  return vocabulary;
}

/** Ids of special tokens in the order of the roles: padding 0, unknown 1, then those asked for. */
export function listedIds(extra: readonly SpecialRole[]): SpecialIds {
  const roles = EXTRA_ROLES.filter((role) => extra.includes(role));
  return { padding: 0, unknown: 1, ...Object.fromEntries(roles.map((role, i) => [role, 2 + i])) };
}

/** How many ids the special tokens of listed vocabularies take. */
export function countOf(ids: SpecialIds): number {
  return Object.keys(ids).length;
}

/** The order is fixed here: keys of objects from a file may stand in any. */
function hashOf(model: TokenModel, ids: SpecialIds): string {
  const { padding = null, unknown = null, start = null, end = null, mask = null } = ids;
  const content: unknown[] = [model.type, padding, unknown, start, end, mask];
  if (model.type === 'huggingFace') content.push(model.json);
  else {
    const { form, lowercase, stripAccents, collapseWhitespace } = model.normalize;
    content.push(form, lowercase, stripAccents, collapseWhitespace);
    content.push(model.type === 'bytePair' ? model.merges : model.tokens);
  }
  const bytes = new TextEncoder().encode(JSON.stringify(content));
  return bytesToHex(sha256(bytes)).slice(0, DIGITS);
}
