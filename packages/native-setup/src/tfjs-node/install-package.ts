import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ParticleError } from '@sora-particles/combinator-core';
import type { Machine } from '../machine.ts';
import { type Job, throwIfAborted } from '../options.ts';
import { TFJS_NODE_VERSION } from '../release.ts';
import { lastLines, run } from '../system/command.ts';
import { fullDisk, storing } from '../system/failure.ts';
import { type InstalledPackage, locate } from './locate.ts';

const WANTED = `@tensorflow/tfjs-node@${TFJS_NODE_VERSION}`;

/** Bytes of the package and all of TensorFlow.js, which it needs; measured: 290 MB. */
const PACKAGE_BYTES = 300_000_000;

/**
 * Puts the package into `node_modules` with npm, without its install script and without a change to
 * `package.json` or the lock file: as a dependency it would break `npm ci` wherever its download is blocked.
 *
 * @throws ParticleError `tool-missing`, `download-failed`, `native-broken` where `node_modules` is another
 *   package manager's, `store-failed`, `aborted`.
 */
export async function installPackage(job: Job, { env }: Machine): Promise<InstalledPackage> {
  leaveToOthers(job.project);
  job.say(`installing ${WANTED} with npm, without its install script (about 15 MB)`);
  // What npm remembers of the tree would hide from it what an npm that was killed left out.
  const modules = join(job.project, 'node_modules');
  await storing(modules, async () => {
    await rm(join(modules, '.package-lock.json'), { force: true });
    await rm(join(modules, '@tensorflow', 'tfjs-node'), { recursive: true, force: true });
  });
  const args = ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', WANTED];
  const { ok, found, stderr, failure } = await run('npm', args, {
    cwd: job.project,
    env,
    signal: job.signal,
  });
  if (!found) {
    throw new ParticleError({
      code: 'tool-missing',
      summary: 'missing: npm',
      remedy: 'install npm, which comes with Node',
    });
  }
  throwIfAborted(job);
  const installed = ok ? await locate(job.project) : undefined;
  if (installed !== undefined) return installed;
  // Half of a package would be taken for a whole one.
  await rm(join(modules, '@tensorflow', 'tfjs-node'), { recursive: true, force: true });
  const full = fullDisk(stderr, job.project, PACKAGE_BYTES);
  if (full !== undefined) throw full;
  throw new ParticleError({
    code: 'download-failed',
    summary: `npm could not install ${WANTED}: ${failure ?? 'it is not there afterwards'}`,
    path: job.project,
    found: lastLines(stderr) || undefined,
    remedy: `run 'npm ${args.join(' ')}' there and look at what it says`,
  });
}

const others = [
  { lockFile: 'pnpm-lock.yaml', add: 'pnpm add --ignore-scripts' },
  { lockFile: 'yarn.lock', add: 'yarn add --ignore-scripts' },
];

/** npm would take apart what another package manager has put into `node_modules`. */
function leaveToOthers(project: string): void {
  const other = others.find(({ lockFile }) => existsSync(join(project, lockFile)));
  if (other === undefined || existsSync(join(project, 'package-lock.json'))) return;
  throw new ParticleError({
    code: 'native-broken',
    summary: `${WANTED} is not installed, and ${other.lockFile} says that npm is not to install it here`,
    path: project,
    remedy: `run '${other.add} ${WANTED}', then this again`,
  });
}
