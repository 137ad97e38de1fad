import { wellFormed } from '../unicode/well-formed.ts';

/**
 * The characters of a text by code point, not by what people see as one: where those end depends on the
 * version of Unicode, and code points put together again are the text.
 */
export function splitCharacters(text: string): string[] {
  return Array.from(wellFormed(text));
}
