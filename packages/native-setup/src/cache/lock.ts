import { link, mkdir, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ParticleError } from '@sora-particles/combinator-core';
import { type Job, throwIfAborted } from '../options.ts';
import { codeOf, storing } from '../system/failure.ts';

const BEAT = 5_000;
/** A lock that has not been touched for so long belongs to nobody. */
const STALE = 60_000;

/**
 * Runs `work` while no other set-up uses the same cache. A lock whose owner has died is taken over.
 *
 * @throws ParticleError `store-failed` where another set-up does not end within `limit` milliseconds, `aborted`.
 */
export async function withLock<Result>(
  file: string,
  job: Pick<Job, 'say' | 'signal'>,
  limit: number,
  work: () => Promise<Result>,
): Promise<Result> {
  const deadline = performance.now() + limit;
  let told = false;
  while (!(await storing(file, () => take(file)))) {
    throwIfAborted(job);
    if (performance.now() > deadline) {
      throw new ParticleError({
        code: 'store-failed',
        summary: 'another set-up has not ended in time',
        path: file,
        remedy: 'end it; if there is none, delete this file',
      });
    }
    if (!told) job.say('waiting for another set-up that is under way');
    told = true;
    await pause(200);
  }
  const beat = setInterval(() => {
    const seconds = now() / 1000;
    utimes(file, seconds, seconds).catch(() => undefined);
  }, BEAT);
  beat.unref();
  try {
    return await work();
  } finally {
    clearInterval(beat);
    await rm(file, { force: true });
  }
}

async function take(file: string): Promise<boolean> {
  await mkdir(dirname(file), { recursive: true });
  try {
    const handle = await open(file, 'wx');
    try {
      await handle.writeFile(JSON.stringify({ pid: process.pid, host: hostname() }));
    } catch (error) {
      // On a full disk: an empty lock would hold up the next set-up.
      await rm(file, { force: true });
      throw error;
    } finally {
      await handle.close();
    }
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  const abandoned = await abandonedOwner(file);
  if (abandoned !== undefined) await discard(file, abandoned);
  return false;
}

/**
 * Renames first, and looks at what it got: of two that find a lock abandoned, the slower one gets the new lock
 * of the other, and puts it back.
 */
async function discard(file: string, owner: string): Promise<void> {
  const aside = `${file}.${process.pid}.stale`;
  try {
    await rename(file, aside);
    if ((await readFile(aside, 'utf8')) !== owner) await link(aside, file);
  } catch (error) {
    if (!['ENOENT', 'EEXIST'].includes(codeOf(error) ?? '')) throw error;
  }
  await rm(aside, { force: true });
}

/** What is written in a lock that belongs to nobody. */
async function abandonedOwner(file: string): Promise<string | undefined> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(file, 'utf8'), stat(file)]);
    if (now() - mtimeMs > STALE) return text;
    const { pid, host } = JSON.parse(text) as { pid: number; host: string };
    return host === hostname() && !isAlive(pid) ? text : undefined;
  } catch {
    // Gone, or about to be written.
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** Milliseconds since the epoch, as files are stamped. */
function now(): number {
  return performance.timeOrigin + performance.now();
}
