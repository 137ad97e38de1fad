const LONE_SURROGATES = /\p{Surrogate}/gu;

/** The text with halves of surrogate pairs replaced by U+FFFD, as in UTF-8. */
export function wellFormed(text: string): string {
  // Most texts have none, and then nothing is copied.
  return text.replace(LONE_SURROGATES, '\uFFFD');
}
