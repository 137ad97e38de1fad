/**
 * Writes the table of letters, numbers and marks that the tokenisers of rnn-text split by, from the
 * Unicode that this Node knows. It is committed and not made anew by every build: tokens must not change
 * with the Node that somebody builds with.
 *
 *     npx tsx tools/unicode/character-classes.ts
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const OUT = new URL(
  '../../packages/rnn-text/src/text/unicode/character-class-table.ts',
  import.meta.url,
);
const LINE = 90;

function classOf(codePoint: number): string {
  const character = String.fromCodePoint(codePoint);
  if (/\p{L}/u.test(character)) return 'L';
  if (/\p{N}/u.test(character)) return 'N';
  return /\p{M}/u.test(character) ? 'M' : '_';
}

let runs = '';
let start = 0;
for (let at = 1; at <= 0x110000; at++) {
  if (at < 0x110000 && classOf(at) === classOf(start)) continue;
  runs += `${classOf(start)}${(at - start).toString(36)}`;
  start = at;
}
const lines = runs.match(new RegExp(`.{1,${String(LINE)}}`, 'g')) ?? [];
const version = process.versions['unicode'] ?? '?';

writeFileSync(
  OUT,
  `/** The version of Unicode that the table is of. */
export const UNICODE_VERSION = '${version}';

/**
 * What every code point from 0 on is, as runs: a letter for the class (L letter, N number, M mark,
 * _ anything else) and a length in base 36. Written by tools/unicode/character-classes.ts.
 */
export const CHARACTER_CLASSES =
${lines.map((line) => `  '${line}'`).join(' +\n')};
`,
);
execFileSync('npx', ['prettier', '--write', fileURLToPath(OUT)], { stdio: 'inherit' });
