import { isFinished } from './cache/finished-folder.ts';
import { librariesFolder } from './cache/libraries.ts';
import { type Machine, thisMachine } from './machine.ts';
import { type CheckNativeOptions, checkJob } from './options.ts';
import { inWords } from './system/bytes.ts';
import { findCompiler, findPip, howToGet } from './system/tools.ts';
import { locate } from './tfjs-node/locate.ts';
import { smokeTest } from './tfjs-node/smoke-test.ts';
import { whyNoWheel } from './wheel/fits.ts';

/** What {@link checkNative} found. */
export interface NativeReport {
  /** Whether `@tensorflow/tfjs-node` loads and computes. */
  readonly ready: boolean;
  /** Why it does not, in a phrase. */
  readonly reason: string | undefined;
  /** Version of `@tensorflow/tfjs-node`, where it is installed. */
  readonly version: string | undefined;
  /** Version of TensorFlow's library, where it loads. */
  readonly libtensorflow: string | undefined;
  /** Whether the libraries of the wheel are in the cache, so that nothing large need be downloaded. */
  readonly cached: boolean;
  /** What a set-up would miss, each with the command that gets it. */
  readonly missing: readonly { readonly what: string; readonly remedy: string }[];
  /** What to do next, in a line; nothing where all is ready. */
  readonly next: string | undefined;
}

/**
 * Looks whether `@tensorflow/tfjs-node` works in a project, and what a set-up would need. Changes nothing.
 *
 * @throws ParticleError `option-unknown`, `option-invalid`.
 *
 * @example
 * ```ts no-run
 * import { checkNative } from '@sora-particles/native-setup';
 *
 * const { ready, next } = await checkNative();
 * ```
 */
export function checkNative(options: CheckNativeOptions = {}): Promise<NativeReport> {
  return checkOn(thisMachine(), options);
}

/** {@link checkNative} on a given machine; `command` is what sets up. */
export async function checkOn(
  machine: Machine,
  options: CheckNativeOptions,
  command = 'npx @sora-particles/native-setup',
): Promise<NativeReport> {
  const job = checkJob(options, machine);
  const found = await locate(job.project);
  const test = found && (await smokeTest(found.folder, machine));
  const cached = await isFinished(librariesFolder(job, machine));
  if (test?.loads === true) {
    const { libtensorflow } = test;
    const version = found?.version;
    return {
      ...{ ready: true, reason: undefined, version, libtensorflow, cached },
      ...{ missing: [], next: undefined },
    };
  }
  const missing = await missingTools(machine, cached);
  const [first] = missing;
  const size = cached ? 'downloads nothing large' : `downloads ${inWords(machine.release.bytes)}`;
  return {
    ready: false,
    reason: test === undefined ? 'not installed' : `does not load: ${test.reason}`,
    version: found?.version,
    libtensorflow: undefined,
    cached,
    missing,
    next: first?.remedy ?? `${command} (${size})`,
  };
}

async function missingTools(
  machine: Machine,
  cached: boolean,
): Promise<readonly { what: string; remedy: string }[]> {
  const unfit = whyNoWheel(machine);
  if (unfit !== undefined) return [];
  const missing: { what: string; remedy: string }[] = [];
  if (!cached && (await findPip(machine)) === undefined) {
    missing.push({ what: 'pip', remedy: await howToGet('pip', machine) });
  }
  if ((await findCompiler(machine)) === undefined) {
    missing.push({ what: 'a C++ compiler', remedy: await howToGet('compiler', machine) });
  }
  return missing;
}
