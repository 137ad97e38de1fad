import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { readLimited } from '../files/read-file.ts';
import { isSystemError } from '../files/system-error.ts';

/** Folders with sources, in the order in which they are looked through; the first that has some counts. */
const FOLDERS = ['src', 'lib', 'dist'];
const SOURCE = /\.(?:[cm]?ts|[cm]?js|tsx)$/;
const MAX_FILE = 2 << 20;

/**
 * The first sentence of the docstring of each exported function or constant in a package, by its name.
 * Sources are read as text; nothing is run.
 *
 * @param folder - Where its package.json is.
 */
export async function summariesIn(folder: string): Promise<ReadonlyMap<string, string>> {
  for (const each of FOLDERS) {
    const files = (await filesIn(join(folder, each))).filter((file) => SOURCE.test(file));
    if (files.length === 0) continue;
    const found = new Map<string, string>();
    for (const file of files.sort()) {
      const source = new TextDecoder().decode(await readLimited(file, MAX_FILE));
      for (const [name, summary] of documented(source)) {
        if (!found.has(name)) found.set(name, summary);
      }
    }
    return found;
  }
  return new Map();
}

async function filesIn(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => !relative(folder, path).includes('node_modules'));
  } catch (error) {
    if (isSystemError(error)) return [];
    throw error;
  }
}

const DOCUMENTED =
  /\/\*\*((?:(?!\*\/)[^])*)\*\/\s*export\s+(?:declare\s+)?(?:async\s+)?(?:function\*?|const)\s+([A-Za-z_$][\w$]*)/g;

/** Names and summaries of what a source exports with a docstring. */
function documented(source: string): readonly (readonly [name: string, summary: string])[] {
  return [...source.matchAll(DOCUMENTED)].map(([, comment = '', name = '']) => [
    name,
    firstSentence(comment),
  ]);
}

function firstSentence(comment: string): string {
  const text = comment
    .split('\n')
    .map((line) => line.replace(/^\s*\*? ?/, ''))
    .join('\n');
  const [paragraph = ''] = text.trim().split(/\n\s*\n|\n\s*@/);
  const flat = paragraph
    .replace(
      /\{@link\s+([^}|]+?)(?:\s*\|\s*([^}]+))?\}/g,
      (_all, target: string, label?: string) => label ?? target,
    )
    .replace(/\s+/g, ' ')
    .trim();
  // A full stop ends a sentence where a space and a capital or the end follow.
  const [sentence = flat] = /^.*?[.!?](?=\s+[A-Z`"(]|$)/.exec(flat) ?? [];
  return sentence;
}
