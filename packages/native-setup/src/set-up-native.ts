import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ParticleError } from '@sora-particles/combinator-core';
import { compileBinding } from './cache/compile-binding.ts';
import { isFinished } from './cache/finished-folder.ts';
import { libraries, librariesFolder } from './cache/libraries.ts';
import { withLock } from './cache/lock.ts';
import { type Machine, thisMachine } from './machine.ts';
import { type Job, type SetUpNativeOptions, setUpJob, throwIfAborted } from './options.ts';
import { TFJS_NODE_VERSION } from './release.ts';
import { installPackage } from './tfjs-node/install-package.ts';
import { type InstalledPackage, isRightVersion, locate } from './tfjs-node/locate.ts';
import { ownDownload } from './tfjs-node/own-download.ts';
import { putBinding } from './tfjs-node/put-binding.ts';
import { type SmokeTest, smokeTest } from './tfjs-node/smoke-test.ts';
import { whyNoWheel } from './wheel/fits.ts';

/** The outcome of {@link setUpNative}. */
export interface NativeSetUp {
  /** How it came to be: it was there, the package's own download, or the wheel. */
  readonly how: 'already-there' | 'own-download' | 'wheel';
  /** Folder of `@tensorflow/tfjs-node`. */
  readonly folder: string;
  /** Version of TensorFlow's library, e.g. `2.21.0`. */
  readonly libtensorflow: string;
}

/**
 * Makes `@tensorflow/tfjs-node` 4.22.0 load in a project. What loads already is left alone. Else the
 * package's own download is tried where its host can be reached, and else its binding is compiled
 * against the libraries of the Python wheel `tensorflow-cpu` (Linux on x86-64), which pip downloads.
 * Neither `package.json` nor the lock file changes. It may be stopped at any moment and run
 * again; after a kill in the middle of npm's own work, `node_modules` may have to be installed anew first.
 *
 * @throws ParticleError `tool-missing` (its remedy is the command that gets it), `download-failed`,
 *   `checksum-mismatch`, `artefact-invalid`, `compile-failed`, `native-broken` where all is there and does not load,
 *   `platform-unsupported`, `store-failed`, `aborted`, `option-unknown`, `option-invalid`.
 *
 * @example
 * ```ts no-run
 * import { setUpNative } from '@sora-particles/native-setup';
 *
 * const { how, libtensorflow } = await setUpNative({ onNotice: console.log });
 * ```
 */
export function setUpNative(options: SetUpNativeOptions = {}): Promise<NativeSetUp> {
  return setUpOn(thisMachine(), options);
}

/** {@link setUpNative} on a given machine. */
export async function setUpOn(machine: Machine, options: SetUpNativeOptions): Promise<NativeSetUp> {
  const job = setUpJob(options, machine);
  return withLock(join(job.cache, 'lock'), job, machine.lockLimit, () => setUp(job, machine));
}

async function setUp(job: Job, machine: Machine): Promise<NativeSetUp> {
  throwIfAborted(job);
  const found = await locate(job.project);
  const before = found && (await smokeTest(found.folder, machine, job.signal));
  throwIfAborted(job);
  if (found !== undefined && before?.loads === true) {
    job.say(`@tensorflow/tfjs-node ${found.version} loads already`);
    return finished('already-there', found, before);
  }
  const installed = await rightPackage(found, before, job, machine);
  throwIfAborted(job);
  const noWheel = job.wheel === undefined ? whyNoWheel(machine) : undefined;
  if (job.wheel === undefined) {
    const failure = await ownDownload(installed, noWheel !== undefined, job, machine);
    throwIfAborted(job);
    const after = await smokeTest(installed.folder, machine, job.signal);
    throwIfAborted(job);
    if (after.loads) return finished('own-download', installed, after);
    job.say(`its own download is not to be had: ${failure ?? after.reason}`);
  }
  if (noWheel !== undefined) {
    throw new ParticleError({
      code: 'platform-unsupported',
      summary: `the package's own download failed, and the wheel ${noWheel}`,
      expected: 'Linux on x86-64 with glibc 2.27 or newer',
      found: [machine.platform, machine.arch, machine.glibc ?? 'no glibc'].join(', '),
      remedy: `run 'npm rebuild @tensorflow/tfjs-node' where its host can be reached, or use the wasm backend`,
    });
  }
  return fromWheel(installed, job, machine);
}

async function rightPackage(
  found: InstalledPackage | undefined,
  before: SmokeTest | undefined,
  job: Job,
  machine: Machine,
): Promise<InstalledPackage> {
  if (found === undefined || isIncomplete(before)) {
    if (found !== undefined) job.say('an earlier installation was left incomplete');
    return installPackage(job, machine);
  }
  if (isRightVersion(found)) return found;
  throw new ParticleError({
    code: 'native-broken',
    summary: 'the project has another version of @tensorflow/tfjs-node, which does not load',
    path: found.folder,
    expected: TFJS_NODE_VERSION,
    found: found.version,
    remedy: `npm install --ignore-scripts @tensorflow/tfjs-node@${TFJS_NODE_VERSION}`,
  });
}

/** Whether packages that it needs are missing, as where npm was killed. */
function isIncomplete(test: SmokeTest | undefined): boolean {
  return test?.loads === false && test.reason.includes('Cannot find module');
}

async function fromWheel(
  installed: InstalledPackage,
  job: Job,
  machine: Machine,
): Promise<NativeSetUp> {
  let result = await buildAndTry(installed, job, machine);
  const folder = librariesFolder(job, machine);
  if (!result.loads && !(await isFinished(folder, true))) {
    job.say('the libraries in the cache are damaged: fetching them again');
    await rm(folder, { recursive: true, force: true });
    result = await buildAndTry(installed, job, machine);
  }
  if (result.loads) return finished('wheel', installed, result);
  throw new ParticleError({
    code: 'native-broken',
    summary: `all is there, but does not load: ${result.reason}`,
    path: installed.folder,
    remedy: isIncomplete(result)
      ? "packages in node_modules are incomplete: delete that folder, run 'npm install', then this again"
      : 'use the wasm backend, and report this with the output of --check',
  });
}

async function buildAndTry(
  installed: InstalledPackage,
  job: Job,
  machine: Machine,
): Promise<SmokeTest> {
  const folder = await libraries(job, machine);
  const built = await compileBinding(installed.folder, folder, job, machine);
  throwIfAborted(job);
  await putBinding(installed.folder, built);
  const result = await smokeTest(installed.folder, machine, job.signal);
  throwIfAborted(job);
  return result;
}

function finished(
  how: NativeSetUp['how'],
  { folder }: InstalledPackage,
  { libtensorflow }: Extract<SmokeTest, { loads: true }>,
): NativeSetUp {
  return { how, folder, libtensorflow };
}
