import { isParticleError, ParticleError } from '@sora-particles/combinator-core';

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
 */
export async function storing<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const code = codeOf(error);
    if (isParticleError(error) || code === undefined || !/^E[A-Z0-9]+$/.test(code)) throw error;
    throw new ParticleError({
      code: 'store-failed',
      summary: `cannot write: ${messageOf(error)}`,
      path,
      remedy: remedies[code] ?? 'look at the folder, or choose another with --cache',
      cause: error,
    });
  }
}

const remedies: Readonly<Record<string, string>> = {
  ENOSPC: 'make room on that disk, or choose another with --cache',
  EDQUOT: 'make room within the quota, or choose another disk with --cache',
  EACCES: 'allow this user to write there, or choose another folder with --cache',
  EPERM: 'allow this user to write there, or choose another folder with --cache',
  EROFS: 'that disk can only be read: choose another with --cache',
};
