import { ParticleError } from '@sora-particles/combinator-core';

/** A place in a JSON text. */
export interface Cursor {
  readonly text: string;
  /** Name of the document, for messages. */
  readonly source: string;
  at: number;
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// eslint-disable-next-line no-control-regex -- JSON allows no control character in a string
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const LONE_SURROGATE = /\p{Surrogate}/u;
const MAX_NUMBER_LENGTH = 64;

/** Refuses the document because of what stands at the cursor. */
export function refuse(cursor: Cursor, problem: string): never {
  throw new ParticleError({
    code: 'artefact-invalid',
    summary: `not strict JSON: ${problem} at character ${cursor.at}`,
    path: cursor.source,
  });
}

/** Moves over spaces, tabs and line ends. */
export function skipSpace(cursor: Cursor): void {
  for (;;) {
    const code = cursor.text.charCodeAt(cursor.at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
    cursor.at++;
  }
}

/** Whether the text goes on with `token`; if so, moves behind it. */
export function take(cursor: Cursor, token: string): boolean {
  if (!cursor.text.startsWith(token, cursor.at)) return false;
  cursor.at += token.length;
  return true;
}

/** Reads a string literal, the cursor being at its opening quote. */
export function scanString(cursor: Cursor): string {
  const start = cursor.at;
  if (!take(cursor, '"')) refuse(cursor, 'a string is missing');
  let escaped = false;
  for (;;) {
    cursor.at += match(PLAIN, cursor)?.length ?? 0;
    if (take(cursor, '"')) break;
    const escape = match(ESCAPE, cursor);
    if (escape === undefined) refuse(cursor, 'a string has a bad character or no end');
    cursor.at += escape.length;
    escaped = true;
  }
  if (!escaped) return cursor.text.slice(start + 1, cursor.at - 1);
  // Checked character by character above, so that this can only replace the escapes.
  const value = JSON.parse(cursor.text.slice(start, cursor.at)) as string;
  if (LONE_SURROGATE.test(value)) refuse(cursor, 'a string has half a surrogate pair');
  return value;
}

/** Reads a number, which must be finite. */
export function scanNumber(cursor: Cursor): number {
  const literal = match(NUMBER, cursor);
  if (literal === undefined) refuse(cursor, 'no value');
  if (literal.length > MAX_NUMBER_LENGTH) refuse(cursor, 'a number with too many digits');
  const value = Number(literal);
  if (!Number.isFinite(value)) refuse(cursor, 'a number that is not finite');
  cursor.at += literal.length;
  return value;
}

function match(pattern: RegExp, cursor: Cursor): string | undefined {
  pattern.lastIndex = cursor.at;
  return pattern.exec(cursor.text)?.[0];
}
