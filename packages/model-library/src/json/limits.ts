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

/** What a manifest and the header of a weight file may be: 1 MiB, 16 deep, 10,000 values. */
export const MANIFEST_LIMITS: JsonLimits = {
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
