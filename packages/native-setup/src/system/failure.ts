import { isParticleError, ParticleError } from '@sora-particles/combinator-core';
import { inWords } from './bytes.ts';

/** The code of an error of the system, such as `ENOSPC`. */
export function codeOf(error: unknown): string | undefined {
  const { code } = Object(error) as { code?: unknown };
  return typeof code === 'string' ? code : undefined;
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  const { message } = Object(error) as { message?: unknown };
  return typeof message === 'string' ? message : String(error);
}

/**
 * Runs `work`; errors of the file system become `store-failed`, with what to do about the usual ones.
 * Whatever else is thrown goes through.
 *
 * @param needed - Bytes that it writes, to be told where there is no room for them.
 */
export async function storing<Result>(
  path: string,
  work: () => Promise<Result>,
  needed?: number,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const code = codeOf(error);
    if (isParticleError(error) || code === undefined || !/^E[A-Z0-9]+$/.test(code)) throw error;
    throw new ParticleError({
      code: 'store-failed',
      summary: `cannot write: ${messageOf(error)}`,
      path,
      expected: code in noRoom && needed !== undefined ? room(needed) : undefined,
      remedy: remedies[code] ?? 'look at the folder, or choose another with --cache',
      cause: error,
    });
  }
}

/**
 * Whether a command failed because a disk is full, by what it said, and then the error for it.
 *
 * @param needed - Bytes that it writes.
 */
export function fullDisk(stderr: string, path: string, needed: number): ParticleError | undefined {
  const line = stderr.split('\n').find((text) => FULL.test(text));
  if (line === undefined) return undefined;
  return new ParticleError({
    code: 'store-failed',
    summary: 'there is not enough room on the disk',
    path,
    expected: room(needed),
    found: line.trim(),
    remedy: `${noRoom.ENOSPC}; temporary files go to TMPDIR`,
  });
}

const FULL =
  /no space left on device|\bENOSPC\b|disk quota exceeded|\bEDQUOT\b|file too large|\bEFBIG\b/i;

const room = (needed: number): string => `${inWords(needed)} free`;

const noRoom = {
  ENOSPC: 'make room on that disk, or choose another with --cache',
  EDQUOT: 'make room within the quota, or choose another disk with --cache',
  EFBIG: 'raise the limit on the size of files (ulimit -f)',
} as const;

const remedies: Readonly<Record<string, string>> = {
  ...noRoom,
  EACCES: 'allow this user to write there, or choose another folder with --cache',
  EPERM: 'allow this user to write there, or choose another folder with --cache',
  EROFS: 'that disk can only be read: choose another with --cache',
};
