/**
 * Characters that change what a terminal shows without being seen: control characters and escape
 * sequences, marks that reverse the direction of writing, separators of lines, invisible spaces.
 */
const HIDDEN =
  // eslint-disable-next-line no-control-regex -- these are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/**
 * Text from elsewhere as it may be printed: what cannot be seen is written out, e.g. `\u001b`, so that
 * no name can colour, overwrite or reorder what is said about it.
 */
export function visible(text: string): string {
  return text.replace(HIDDEN, escaped);
}

/** JSON for standard output, with the same characters escaped as JSON does it. */
export function visibleJson(value: unknown): string {
  return JSON.stringify(value, undefined, 2).replace(HIDDEN, (character) =>
    character === '\n' ? character : escaped(character),
  );
}

/** {@link visibleJson} on one line. */
export function visibleJsonLine(value: unknown): string {
  return JSON.stringify(value).replace(HIDDEN, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
