import { characterClasses, LETTER, NUMBER, OTHER, SPACE } from '../unicode/character-class.ts';

/** A longer chunk is cut, so that the work for a text grows with its length and not with its square. */
const MAX_CHUNK = 128;

const CONTRACTIONS = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];
const SPACE_CHARACTER = 0x20;

/**
 * Cuts a text into the chunks within which byte pairs are merged, as GPT-2 does
 * (`'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`), in one pass and
 * with letters of our own table. Chunks put together are the text.
 */
export function splitChunks(text: string): string[] {
  const classes = characterClasses();
  const chunks: string[] = [];
  let at = 0;
  while (at < text.length) {
    const end = endOfChunk(text, at, classes);
    pushInPieces(chunks, text, at, end);
    at = end;
  }
  return chunks;
}

function endOfChunk(text: string, start: number, classes: Uint8Array): number {
  const contraction = CONTRACTIONS.find((each) => text.startsWith(each, start));
  if (contraction !== undefined) return start + contraction.length;
  const begins = text.charCodeAt(start) === SPACE_CHARACTER ? start + 1 : start;
  const kind = begins < text.length ? kindAt(text, begins, classes) : SPACE;
  if (kind !== SPACE) return endOfRun(text, begins, kind, classes);
  const end = endOfRun(text, start, SPACE, classes);
  // The last space belongs to what follows it.
  return end < text.length && end - start > 1 ? end - 1 : end;
}

/** Letters, numbers, white space, or anything else: marks count as that here. */
function kindAt(text: string, at: number, classes: Uint8Array): number {
  const kind = classes[text.codePointAt(at) ?? 0];
  return kind === LETTER || kind === NUMBER || kind === SPACE ? kind : OTHER;
}

function endOfRun(text: string, start: number, kind: number, classes: Uint8Array): number {
  let at = start;
  while (at < text.length && kindAt(text, at, classes) === kind) at += widthAt(text, at);
  return at;
}

function widthAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}

function pushInPieces(chunks: string[], text: string, start: number, end: number): void {
  let from = start;
  while (end - from > MAX_CHUNK) {
    // No pair of surrogates is cut: it would become bytes of something else.
    const cut = from + MAX_CHUNK - (widthAt(text, from + MAX_CHUNK - 1) - 1);
    chunks.push(text.slice(from, cut));
    from = cut;
  }
  chunks.push(text.slice(from, end));
}
