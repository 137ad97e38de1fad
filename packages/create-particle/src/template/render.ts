import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { JsonObject } from '@sora-particles/combinator-core';
import type { Project } from '../project.ts';
import { licenseText } from './license-text.ts';
import { packageJson, type Ranges } from './package-json.ts';
import { replaceNames } from './replace-names.ts';

/** The files of a project: what is in each, by its path with slashes. */
export type Files = ReadonlyMap<string, string | Uint8Array>;

const BINARY = /\.png$/;

/**
 * Makes the files of a project from its template.
 *
 * @param packageFolder - Folder of this package.
 */
export async function render(project: Project, packageFolder: string): Promise<Files> {
  const folder = join(packageFolder, 'templates', project.template);
  const ranges = await templateRanges(packageFolder);
  const tensorflow = ranges['@tensorflow/tfjs-core'] ?? '';
  const files = new Map<string, string | Uint8Array>();
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const within = path
      .slice(folder.length + 1)
      .split(sep)
      .join('/');
    if (BINARY.test(within)) {
      files.set(within, new Uint8Array(await readFile(path)));
      continue;
    }
    const text = replaceNames(await readFile(path, 'utf8'), project, tensorflow);
    const name = replaceNames(dotted(within), project, tensorflow);
    if (name === 'package.json') {
      const manifest = packageJson(JSON.parse(text) as JsonObject, project, ranges);
      files.set(name, `${JSON.stringify(manifest, null, 2)}\n`);
    } else {
      files.set(name, text);
    }
  }
  const license = await licenseText(packageFolder, project.license, project.author);
  if (license !== undefined) files.set('LICENSE', license);
  return files;
}

/** npm leaves out files such as `.gitignore`, and reads every `package.json`: here they begin with `_`. */
function dotted(path: string): string {
  return path.replace(/^_(?=package\.json$)/, '').replace(/^_/, '.');
}

/** The versions that the templates are checked with: those that this package itself is built with. */
async function templateRanges(packageFolder: string): Promise<Ranges> {
  const text = await readFile(join(packageFolder, 'package.json'), 'utf8');
  const { devDependencies = {} } = JSON.parse(text) as { devDependencies?: Ranges };
  return devDependencies;
}
