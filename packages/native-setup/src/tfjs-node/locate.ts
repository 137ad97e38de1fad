import { readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { TFJS_NODE_VERSION } from '../release.ts';

/** The package `@tensorflow/tfjs-node` as a project sees it. */
export interface InstalledPackage {
  /** Its folder, without symbolic links. */
  readonly folder: string;
  /** As its package.json says. */
  readonly version: string;
  /** Address that its own prebuilt binding comes from. */
  readonly host: string | undefined;
}

/**
 * Finds `@tensorflow/tfjs-node` in the `node_modules` of the project's folder and of those above it, or
 * nothing. Node's own resolution remembers what was not there, so it is not asked.
 */
export async function locate(project: string): Promise<InstalledPackage | undefined> {
  const folder = join(project, 'node_modules', '@tensorflow', 'tfjs-node');
  try {
    const text = await readFile(join(folder, 'package.json'), 'utf8');
    const { version, binary } = JSON.parse(text) as {
      version?: string;
      binary?: { host?: string };
    };
    return {
      folder: await realpath(folder),
      version: version ?? 'unknown',
      host: binary?.host,
    };
  } catch {
    // None here, or one that was left half-written, which npm writes again.
    const parent = dirname(project);
    return parent === project ? undefined : locate(parent);
  }
}

/** Whether it is the version that is set up here. */
export function isRightVersion({ version }: InstalledPackage): boolean {
  return version === TFJS_NODE_VERSION;
}
