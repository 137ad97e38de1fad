import { normalizeString } from '../normalize-string.ts';
import type { CodeIds } from '../vocabulary/coder.ts';
import { countOf } from '../vocabulary/make-vocabulary.ts';
import type { BytePairTokens, SpecialIds } from '../vocabulary/vocabulary.ts';
import { splitChunks } from './chunks.ts';
import { mergePairs, mergeTable, type Merges } from './merge-pairs.ts';

/** Chunks whose symbols are remembered; the same words come again and again. */
const REMEMBERED = 1 << 15;

/** U+FFFD, which an unknown token is shown as. */
const UNKNOWN_BYTES = [0xef, 0xbf, 0xbd];

/** Codes bytes and pairs of them: decoding what was encoded gives the text back, unless it was normalised. */
export function bytePairCoder({ merges, normalize }: BytePairTokens, ids: SpecialIds): CodeIds {
  const first = countOf(ids);
  const pairs = pairsOf(merges);
  const table = mergeTable(pairs);
  const bytesOf = unfold(pairs);
  const encoder = new TextEncoder();
  const remembered = new Map<string, readonly number[]>();
  const codesOf = (chunk: string): readonly number[] => {
    const known = remembered.get(chunk);
    if (known !== undefined) return known;
    const symbols = mergePairs(Array.from(encoder.encode(chunk)), table);
    const codes = symbols.map((symbol) => first + symbol);
    // Begun anew when full: which chunks are in it changes the time and not the result.
    if (remembered.size >= REMEMBERED) remembered.clear();
    remembered.set(chunk, codes);
    return codes;
  };
  return {
    encode(text) {
      const codes: number[] = [];
      for (const chunk of splitChunks(normalizeString(text, normalize))) {
        for (const code of codesOf(chunk)) codes.push(code);
      }
      return codes;
    },
    decode(codes) {
      const bytes: number[] = [];
      for (const code of codes) {
        for (const byte of bytesOf[code - first] ?? UNKNOWN_BYTES) bytes.push(byte);
      }
      // Ids need not be those of a whole text: half a character becomes U+FFFD.
      return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(bytes));
    },
  };
}

/** The flat list as pairs. */
function pairsOf(merges: readonly number[]): Merges {
  return Array.from(
    { length: merges.length / 2 },
    (_, i) => [merges[2 * i] as number, merges[2 * i + 1] as number] as const,
  );
}

/** The bytes of every symbol. */
function unfold(merges: Merges): readonly (readonly number[])[] {
  const bytes: number[][] = Array.from({ length: 256 }, (_, byte) => [byte]);
  for (const [left, right] of merges) {
    bytes.push([...(bytes[left] ?? []), ...(bytes[right] ?? [])]);
  }
  return bytes;
}
