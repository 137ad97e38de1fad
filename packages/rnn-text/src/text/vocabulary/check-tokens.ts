import { ParticleError } from '@sora-particles/combinator-core';
import { wellFormed } from '../unicode/well-formed.ts';

/** More tokens than any vocabulary in use has. */
export const MAX_TOKENS = 1_000_000;
/** UTF-16 units of one token. */
const MAX_TOKEN_LENGTH = 1000;
/** Bytes of the longest symbol: a chunk of text has no more. */
const MAX_SYMBOL_BYTES = 512;
/** Bytes of all symbols together, which are held in memory. */
const MAX_BYTES = 1 << 24;

/** A refusal of what a vocabulary is to be made of. */
function refuseTokens(path: string, expected: string, found?: string): ParticleError {
  return new ParticleError({
    code: 'option-invalid',
    summary: `the vocabulary cannot be used: ${expected} needed`,
    path,
    expected,
    found,
  });
}

/**
 * Checks a list of words or characters.
 *
 * @throws ParticleError `option-invalid`.
 */
export function checkTokens(tokens: unknown, path: string): asserts tokens is readonly string[] {
  if (!Array.isArray(tokens)) throw refuseTokens(path, 'a list of tokens', typeof tokens);
  if (tokens.length > MAX_TOKENS) {
    throw refuseTokens(path, `at most ${MAX_TOKENS} tokens`, String(tokens.length));
  }
  const seen = new Set<string>();
  tokens.forEach((token: unknown, i) => {
    const at = `${path}[${String(i)}]`;
    if (typeof token !== 'string') throw refuseTokens(at, 'a text', typeof token);
    if (token === '' || token.length > MAX_TOKEN_LENGTH) {
      throw refuseTokens(at, `1 to ${MAX_TOKEN_LENGTH} characters`, String(token.length));
    }
    if (wellFormed(token) !== token) throw refuseTokens(at, 'whole surrogate pairs');
    if (seen.has(token)) throw refuseTokens(at, 'tokens that differ', token.slice(0, 60));
    seen.add(token);
  });
}

/**
 * Checks byte pairs: each is of symbols that are there before it, none occurs twice, and no symbol is
 * longer than a chunk of text, so that a list cannot unfold to more than memory holds.
 *
 * @throws ParticleError `option-invalid`.
 */
export function checkMerges(merges: unknown, path: string): asserts merges is readonly number[] {
  if (!Array.isArray(merges) || merges.length % 2 !== 0) {
    throw refuseTokens(path, 'a list of pairs: left, right, left, right ...');
  }
  if (merges.length / 2 > MAX_TOKENS) throw refuseTokens(path, `at most ${MAX_TOKENS} pairs`);
  const bytes: number[] = Array.from({ length: 256 }, () => 1);
  const seen = new Set<string>();
  let total = 0;
  for (let i = 0; i < merges.length; i += 2) {
    const at = `${path}[${String(i)}]`;
    const pair = [merges[i], merges[i + 1]] as unknown[];
    const lengths = pair.map((symbol) =>
      Number.isSafeInteger(symbol) ? bytes[symbol as number] : undefined,
    );
    const [left, right] = lengths;
    if (left === undefined || right === undefined) {
      throw refuseTokens(at, 'symbols that are there before the pair', pair.join(' '));
    }
    if (left + right > MAX_SYMBOL_BYTES) {
      throw refuseTokens(at, `symbols of at most ${MAX_SYMBOL_BYTES} bytes`);
    }
    total += left + right;
    if (total > MAX_BYTES) throw refuseTokens(at, `at most ${MAX_BYTES} bytes of symbols`);
    if (seen.has(pair.join(' '))) throw refuseTokens(at, 'pairs that differ', pair.join(' '));
    seen.add(pair.join(' '));
    bytes.push(left + right);
  }
}
