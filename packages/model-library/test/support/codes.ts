import { type ErrorCode, isParticleError } from '@sora-particles/combinator-core';

/** The code with which an operation fails; whatever is no typed error fails the test. */
export async function codeOf(action: () => unknown): Promise<ErrorCode | 'nothing'> {
  try {
    await action();
  } catch (error) {
    if (isParticleError(error)) return error.code;
    throw error;
  }
  return 'nothing';
}
