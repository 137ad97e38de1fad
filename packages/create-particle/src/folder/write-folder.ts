import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ParticleError } from '@sora-particles/combinator-core';
import type { Files } from '../template/render.ts';

/**
 * Writes a folder as a whole or not at all: into a temporary one next to it, which is then renamed. An empty
 * folder that is there already stays the same one, and what was made is moved into it.
 *
 * @throws ParticleError `store-conflict` if there is something at `folder` already, `store-failed` if it
 *   cannot be written, `aborted`.
 */
export async function writeFolder(
  folder: string,
  files: Files,
  signal?: AbortSignal,
): Promise<void> {
  const there = await lookAt(folder);
  throwIfAborted(signal);
  const undo: (() => Promise<unknown>)[] = [];
  try {
    const made = await mkdir(dirname(folder), { recursive: true });
    if (made !== undefined) undo.push(() => rm(made, { recursive: true, force: true }));
    const partial = await mkdtemp(join(dirname(folder), `.${basename(folder)}-partial-`));
    undo.push(() => rm(partial, { recursive: true, force: true }));
    for (const [path, content] of files) {
      throwIfAborted(signal);
      await mkdir(dirname(join(partial, path)), { recursive: true });
      await writeFile(join(partial, path), content, { flag: 'wx' });
    }
    throwIfAborted(signal);
    if (there === 'empty') await moveInto(folder, partial, undo, signal);
    else await rename(partial, folder);
  } catch (error) {
    for (const step of undo.reverse()) await step();
    throw error instanceof ParticleError ? error : failed(folder, error);
  }
}

async function moveInto(
  folder: string,
  partial: string,
  undo: (() => Promise<unknown>)[],
  signal: AbortSignal | undefined,
): Promise<void> {
  for (const name of await readdir(partial)) {
    throwIfAborted(signal);
    const target = join(folder, name);
    await rename(join(partial, name), target);
    undo.push(() => rm(target, { recursive: true, force: true }));
  }
  await rm(partial, { recursive: true });
}

async function lookAt(folder: string): Promise<'nothing' | 'empty'> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return 'nothing';
    throw failed(folder, error);
  }
  if (names.length === 0) return 'empty';
  throw new ParticleError({
    code: 'store-conflict',
    summary: 'the folder is not empty',
    path: folder,
    found: names.slice(0, 5).join(', ') + (names.length > 5 ? ' ...' : ''),
    remedy: 'choose another one with --dir',
  });
}

function failed(folder: string, cause: unknown): ParticleError {
  const reasons: Readonly<Record<string, string>> = {
    EACCES: 'there is no permission to write there',
    EPERM: 'there is no permission to write there',
    EROFS: 'the disk is read-only',
    ENOSPC: 'the disk is full',
    ENOTDIR: 'a file is in the way',
    ENAMETOOLONG: 'the path is too long',
  };
  const code = codeOf(cause);
  return new ParticleError({
    code: 'store-failed',
    summary: `the folder cannot be made: ${reasons[code] ?? code}`,
    path: folder,
    cause,
  });
}

function codeOf(error: unknown): string {
  return String((error as NodeJS.ErrnoException | undefined)?.code ?? error);
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted !== true) return;
  throw new ParticleError({ code: 'aborted', summary: 'stopped; nothing was left behind' });
}
