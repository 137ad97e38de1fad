import { type ErrorCode, isParticleError, ParticleError } from '@sora-particles/combinator-core';
import { checkAborted } from '../abort.ts';

interface Meaning {
  readonly code: ErrorCode;
  readonly summary: string;
  readonly remedy?: string;
}

const NO_PLAIN_FILE: Meaning = {
  code: 'artefact-invalid',
  summary: 'not a plain file or folder: links and devices are not followed',
};

const MEANINGS: Readonly<Record<string, Meaning>> = {
  ENOENT: { code: 'store-not-found', summary: 'there is no such file or folder' },
  EEXIST: { code: 'store-conflict', summary: 'something is there already' },
  ENOTEMPTY: { code: 'store-conflict', summary: 'something is there already' },
  ELOOP: NO_PLAIN_FILE,
  ENXIO: NO_PLAIN_FILE,
  ENOTDIR: NO_PLAIN_FILE,
  EISDIR: NO_PLAIN_FILE,
  ENOSPC: {
    code: 'store-failed',
    summary: 'the disk is full',
    remedy: 'free some space and save again',
  },
  EDQUOT: {
    code: 'store-failed',
    summary: 'the quota is used up',
    remedy: 'free some space and save again',
  },
  EROFS: { code: 'store-failed', summary: 'the file system is read-only' },
  EACCES: { code: 'store-failed', summary: 'this user may not do that here' },
  EPERM: { code: 'store-failed', summary: 'this user may not do that here' },
  EMFILE: { code: 'store-failed', summary: 'this process has too many open files' },
};

/** The typed error for what a call of the file system reported; typed errors stay as they are. */
export function failure(cause: unknown, path: string): ParticleError {
  if (isParticleError(cause)) return cause;
  const code = codeOf(cause);
  const meaning: Meaning = (code === undefined ? undefined : MEANINGS[code]) ?? {
    code: 'store-failed',
    summary: `the file system reported ${code ?? 'an error'}`,
  };
  return new ParticleError({ ...meaning, path, cause });
}

/** The code that Node gives to an error of the operating system, e.g. `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  // Not instanceof: test runners and workers give a module another Error than Node's own.
  const code =
    typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** The error for something that is neither a plain file nor a folder. */
export function noPlainFile(path: string): ParticleError {
  return new ParticleError({ ...NO_PLAIN_FILE, path });
}

/** Runs an operation on a path such that it rejects with typed errors only. */
export async function typed<T>(
  path: string,
  signal: AbortSignal | undefined,
  action: () => Promise<T>,
): Promise<T> {
  try {
    checkAborted(signal);
    return await action();
  } catch (error) {
    throw failure(error, path);
  }
}
