import type { JsonObject } from '@sora-particles/combinator-core';
import type { Normalization } from '../normalize-string.ts';

/** What a special token is for. */
export type SpecialRole = 'padding' | 'unknown' | 'start' | 'end' | 'mask';

/** The ids of the special tokens that a vocabulary has. */
export interface SpecialIds {
  /**
   * Fills up the end of shorter rows. 0, save for tokenisers of Hugging Face that say otherwise or have
   * none: then rows are filled up with 0, and only the mask tells it from a token.
   */
  readonly padding?: number;
  /** Stands for what the vocabulary does not hold. 1, save for tokenisers of Hugging Face. */
  readonly unknown?: number;
  /** Begins a text. */
  readonly start?: number;
  /** Ends a text. */
  readonly end?: number;
  /** Hides a token that a model is to guess. */
  readonly mask?: number;
}

/** Words, or characters, by their ids, which go on after those of the special tokens. */
export interface ListedTokens {
  readonly type: 'word' | 'character';
  readonly normalize: Normalization;
  readonly tokens: readonly string[];
}

/** Byte pairs in the order in which they were learnt: left, right, left, right ... Symbols 0 to 255 are bytes. */
export interface BytePairTokens {
  readonly type: 'bytePair';
  readonly normalize: Normalization;
  readonly merges: readonly number[];
}

/** A whole `tokenizer.json`, as text: its keys are words, some of which JSON readers rightly refuse as keys. */
export interface HuggingFaceTokens {
  readonly type: 'huggingFace';
  readonly json: string;
}

/** What makes ids of a text. */
export type TokenModel = ListedTokens | BytePairTokens | HuggingFaceTokens;

/**
 * A vocabulary: plain, frozen JSON that says how a text becomes ids. It goes into the configuration of the
 * particles that use it, and so is saved with them.
 *
 * @typeParam Name - Its name as a literal, so that ids of another vocabulary are refused by the compiler.
 */
export interface Vocabulary<Name extends string = string> {
  /** The name that the user gave. */
  readonly name: Name;
  /** 16 hexadecimal digits of a SHA-256 of all that is below: two vocabularies of one name differ in it. */
  readonly hash: string;
  /** How many ids there are; every id is less. */
  readonly size: number;
  readonly ids: SpecialIds;
  readonly model: TokenModel;
}

/** What ids of a vocabulary mean in contracts: `tokens/<name>/<hash>`. */
export type TokensOf<Name extends string> = `tokens/${Name}/${string}`;

/** What ids of this vocabulary mean in contracts. */
export function tokensOf<Name extends string>({
  name,
  hash,
}: Pick<Vocabulary<Name>, 'name' | 'hash'>): TokensOf<Name> {
  return `tokens/${name}/${hash}`;
}

/** The vocabulary as part of a configuration: the same JSON, for readers that know nothing of it. */
export function toConfig({ name, hash, size, ids, model }: Vocabulary): JsonObject {
  return { name, hash, size, ids: { ...ids }, model: { ...model } };
}
