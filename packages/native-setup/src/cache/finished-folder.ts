import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { sha256 } from '../system/sha256.ts';

const LIST = 'complete.json';
const PARTIAL = '.partial-';

/** Files of a finished folder: size and SHA-256 by path. */
type Listing = Readonly<Record<string, { readonly bytes: number; readonly sha256: string }>>;

/**
 * Makes a folder that is either there with all its files or not at all: `fill` works in a temporary
 * one, which is renamed at the end. What an earlier set-up left half-done is removed. Call it under the lock.
 */
export async function makeFolder(
  folder: string,
  fill: (temporary: string) => Promise<void>,
): Promise<void> {
  const parent = dirname(folder);
  await mkdir(parent, { recursive: true });
  for (const name of await readdir(parent)) {
    if (name.startsWith(PARTIAL)) await rm(join(parent, name), { recursive: true, force: true });
  }
  const temporary = await mkdtemp(join(parent, `${PARTIAL}${basename(folder)}-`));
  try {
    await fill(temporary);
    await writeFile(join(temporary, LIST), JSON.stringify(await list(temporary)));
    await rm(folder, { recursive: true, force: true });
    await rename(temporary, folder);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Whether the folder is there with files of the right sizes and, where asked for, of the right content. */
export async function isFinished(folder: string, byContent = false): Promise<boolean> {
  try {
    const listing = JSON.parse(await readFile(join(folder, LIST), 'utf8')) as Listing;
    for (const [path, { bytes, sha256: hash }] of Object.entries(listing)) {
      const file = join(folder, path);
      if ((await stat(file)).size !== bytes) return false;
      if (byContent && (await sha256(file)) !== hash) return false;
    }
    return true;
  } catch {
    return false;
  }
}

async function list(folder: string): Promise<Listing> {
  const listing: Record<string, { bytes: number; sha256: string }> = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const { size } = await stat(file);
    listing[file.slice(folder.length + 1)] = { bytes: size, sha256: await sha256(file) };
  }
  return listing;
}
