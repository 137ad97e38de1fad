/** How large a JSON document may be before it is refused. */
export interface JsonLimits {
  /** Bytes of UTF-8. */
  readonly maxBytes: number;
  /** Nested arrays and objects; a bare number has depth 0. */
  readonly maxDepth: number;
  /** Values of any type, counted together. */
  readonly maxNodes: number;
  /** UTF-16 units of one key. */
  readonly maxKeyLength: number;
}

/**
 * What a manifest may be: 32 MiB, 16 deep, a million values. It holds the configurations of the particles,
 * and a vocabulary is one: 30,000 words take half a MiB, and the tokenizer of a large language model 20 MiB.
 */
export const MANIFEST_LIMITS: JsonLimits = {
  maxBytes: 1 << 25,
  maxDepth: 16,
  maxNodes: 1_000_000,
  maxKeyLength: 512,
};

/** What the header of a weight file may be, and JSON of which nothing is known: 1 MiB, 16 deep, 10,000 values. */
export const HEADER_LIMITS: JsonLimits = {
  maxBytes: 1 << 20,
  maxDepth: 16,
  maxNodes: 10_000,
  maxKeyLength: 512,
};

/**
 * Keys that mean something to JavaScript itself. An object that carries one could change how other
 * objects behave, so none is accepted at any place.
 */
export function isUnsafeKey(key: string): boolean {
  return key === 'constructor' || key === 'prototype' || /^__.*__$/.test(key);
}
