import { join } from 'node:path';
import { type Json, ParticleError } from '@sora-particles/combinator-core';
import { readInteger, readObject, readText } from '../json/read.ts';
import { parseStrictJson } from '../json/strict-json.ts';
import type { StoreLock } from '../store/store.ts';
import { codeOf } from './failure.ts';
import type { FileSystem } from './file-system.ts';
import { ensureFolder, removeAll } from './folders.ts';
import type { ProcessIdentity, Processes } from './processes.ts';

const GENERATION = /^\d{12}$/;
const OWNER = 'owner.json';
const FREE = 'free';

/**
 * Takes the lock that lies in `folder`.
 *
 * The lock is a row of numbered folders, of which the highest one counts. A new holder adds the next
 * number, by a rename that fails where the number exists; the highest one is never removed. So two
 * processes that find the same dead holder cannot both follow it, and none can remove a lock that
 * another has just taken: the two faults of a lock file that is deleted and made again.
 *
 * @throws ParticleError `store-busy`.
 */
export async function takeLock(
  fs: FileSystem,
  processes: Processes,
  folder: string,
): Promise<StoreLock> {
  const before = await highest(fs, folder);
  if (before > 0) {
    const holder = await holderOf(fs, join(folder, numbered(before)));
    if (holder && (await processes.isAlive(holder))) throw busy(folder, holder);
  }
  const mine = join(folder, numbered(before + 1));
  await claim(fs, folder, mine, await processes.self());
  const lock = held(fs, mine);
  try {
    if ((await highest(fs, folder)) > before + 1) throw busy(folder, undefined);
    await removeOthers(fs, folder, mine);
  } catch (error) {
    await lock.release().catch(() => undefined);
    throw error;
  }
  return lock;
}

function held(fs: FileSystem, mine: string): StoreLock {
  let released = false;
  return {
    release: async () => {
      if (released) return;
      released = true;
      // A rename needs no space on a full disk, and leaves the folder such that nothing can replace it.
      await fs.rename(join(mine, OWNER), join(mine, FREE));
    },
  };
}

async function highest(fs: FileSystem, folder: string): Promise<number> {
  const names = (await fs.list(folder)).map(({ name }) => name);
  return Math.max(0, ...names.filter((name) => GENERATION.test(name)).map(Number));
}

/** Who holds the lock; nobody if it was given back, or if a power cut left no trace of the holder. */
async function holderOf(fs: FileSystem, path: string): Promise<ProcessIdentity | undefined> {
  try {
    const file = await fs.openExisting(join(path, OWNER));
    try {
      const buffer = new Uint8Array(1024);
      const length = await file.read(buffer);
      return readHolder(parseStrictJson(buffer.subarray(0, length), OWNER));
    } finally {
      await file.close();
    }
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code?.startsWith('artefact-') === true) return undefined;
    throw error;
  }
}

function readHolder(json: Json): ProcessIdentity {
  const fields = readObject(json, OWNER, ['host', 'pid', 'started']);
  return {
    host: readText(fields['host'], 'host'),
    pid: readInteger(fields['pid'], 'pid', 1, Number.MAX_SAFE_INTEGER),
    started: readText(fields['started'], 'started'),
  };
}

let drafts = 0;

async function claim(
  fs: FileSystem,
  folder: string,
  mine: string,
  self: ProcessIdentity,
): Promise<void> {
  const draft = join(folder, `draft-${self.pid}-${drafts++}`);
  try {
    await ensureFolder(fs, draft);
    await writeOwner(fs, draft, self);
    await fs.rename(draft, mine);
  } catch (error) {
    const code = codeOf(error) ?? '';
    // Another process took the number, or tidied the draft away after it had taken the lock.
    if (['EEXIST', 'ENOTEMPTY', 'EPERM', 'ENOENT'].includes(code)) throw busy(folder, undefined);
    throw error;
  }
}

async function removeOthers(fs: FileSystem, folder: string, mine: string): Promise<void> {
  for (const { name } of await fs.list(folder)) {
    if (join(folder, name) !== mine) await removeAll(fs, join(folder, name));
  }
}

async function writeOwner(fs: FileSystem, draft: string, self: ProcessIdentity): Promise<void> {
  const file = await fs.openNew(join(draft, OWNER));
  try {
    await file.write(new TextEncoder().encode(JSON.stringify(self)));
  } finally {
    await file.close();
  }
}

function numbered(generation: number): string {
  return String(generation).padStart(12, '0');
}

function busy(folder: string, holder: ProcessIdentity | undefined): ParticleError {
  return new ParticleError({
    code: 'store-busy',
    summary: 'another writer is at work here',
    path: folder,
    found: holder && `process ${holder.pid} on ${holder.host}`,
    remedy:
      'try again when it is done; if that process is gone for sure, remove the folder of the lock',
  });
}
