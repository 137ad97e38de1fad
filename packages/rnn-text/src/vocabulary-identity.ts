import type { OptionCheck } from '@sora-particles/combinator-core';

/** Which vocabulary ids belong to: all that a contract needs to know of it. A vocabulary is one itself. */
export interface VocabularyIdentity<Name extends string = string> {
  /** What its maker calls it. A literal, so that the compiler tells two vocabularies apart. */
  readonly name: Name;
  /** Digest of what is in it, so that another vocabulary under the same name is told apart, too. */
  readonly hash: string;
  /** How many ids there are: 0 up to, not including, this. */
  readonly size: number;
}

/** Only what a contract needs, as JSON: a vocabulary itself may hold a hundred thousand words. */
export function identityOf<Name extends string>({
  name,
  hash,
  size,
}: VocabularyIdentity<Name>): {
  readonly name: Name;
  readonly hash: string;
  readonly size: number;
} {
  return { name, hash, size };
}

/** Checks an option that holds a vocabulary, or the identity of one from a file. */
export const isVocabularyIdentity: OptionCheck = (value) => {
  const problem =
    'a vocabulary: { name, hash, size } with texts without a slash and a positive integer';
  if (typeof value !== 'object' || value === null) return problem;
  const { name, hash, size } = value as Readonly<Record<string, unknown>>;
  const isWord = (text: unknown): boolean => typeof text === 'string' && /^[^/]+$/.test(text);
  const isSize = Number.isSafeInteger(size) && (size as number) > 0;
  return isWord(name) && isWord(hash) && isSize ? undefined : problem;
};
