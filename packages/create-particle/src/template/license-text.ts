import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The text of a licence, for those that are known here; others are for the author to add. */
export async function licenseText(
  packageFolder: string,
  license: string,
  author: string | undefined,
): Promise<string | undefined> {
  if (license === 'Apache-2.0') return readFile(join(packageFolder, 'LICENSE'), 'utf8');
  if (license !== 'MIT') return undefined;
  const text = await readFile(join(packageFolder, 'templates/MIT.txt'), 'utf8');
  return text.replace('{{author}}', () => author ?? 'the authors');
}
