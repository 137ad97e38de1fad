import type { ParticleKind } from '@sora-particles/combinator-core';
import { detokenizeKind } from './text/detokenize.ts';
import { normalizeTextKind } from './text/normalize-text.ts';
import { tokenizeKind } from './text/tokenize.ts';
import { bagOfWordsKind } from './text/vectorize/bag-of-words.ts';
import { hashNgramsKind } from './text/vectorize/hash-ngrams.ts';
import { tfIdfKind } from './text/vectorize/tf-idf.ts';

/**
 * The kinds of this package, for the registry of a program that loads saved particles. Nothing is
 * registered by importing the package.
 *
 * @example
 * ```ts
 * import { combinatorKinds, createRegistry } from '@sora-particles/combinator-core';
 * import { elementaryKinds } from '@sora-particles/combinator-core/elementary';
 * import { rnnTextKinds } from '@sora-particles/rnn-text';
 *
 * const registry = createRegistry([...combinatorKinds, ...elementaryKinds, ...rnnTextKinds]);
 * ```
 */
export const rnnTextKinds: readonly ParticleKind[] = Object.freeze([
  // Text
  bagOfWordsKind,
  detokenizeKind,
  hashNgramsKind,
  normalizeTextKind,
  tfIdfKind,
  tokenizeKind,
]);
