import { statfs } from 'node:fs/promises';
import { tensorflowWheel, type WheelRelease } from './release.ts';

/** What the set-up finds around it. Tests pass another. */
export interface Machine {
  readonly platform: string;
  readonly arch: string;
  /** Version of the C library, where it is glibc. */
  readonly glibc: string | undefined;
  /** The environment that commands are looked up and run in. */
  readonly env: Readonly<NodeJS.ProcessEnv>;
  /** The wheel that is used where tfjs-node's own download is not to be had. */
  readonly release: WheelRelease;
  /** How long tfjs-node's own download may take, in milliseconds. */
  readonly ownDownloadLimit: number;
  /** How long another set-up on this machine is waited for, in milliseconds. */
  readonly lockLimit: number;
  /** Bytes that may be written at a folder that exists. */
  freeBytes(folder: string): Promise<number>;
}

const MINUTE = 60_000;

/** The machine that this runs on. */
export function thisMachine(): Machine {
  return {
    platform: process.platform,
    arch: process.arch,
    glibc: glibcVersion(),
    env: process.env,
    release: tensorflowWheel,
    ownDownloadLimit: 10 * MINUTE,
    lockLimit: 30 * MINUTE,
    freeBytes: async (folder) => {
      const { bavail, bsize } = await statfs(folder);
      return bavail * bsize;
    },
  };
}

function glibcVersion(): string | undefined {
  if (process.platform !== 'linux') return undefined;
  const { header } = process.report.getReport() as {
    header?: { glibcVersionRuntime?: string };
  };
  return header?.glibcVersionRuntime;
}
