import {
  isParticleError,
  type ErrorCode,
  type ParticleError,
} from '@sora-particles/combinator-core';

/** The ParticleError that something throws; fails if it throws none of this code. */
export function errorOf(run: () => unknown, code: ErrorCode): ParticleError {
  try {
    run();
  } catch (error) {
    if (!isParticleError(error)) throw error;
    expect(error.code).toBe(code);
    return error;
  }
  throw new Error(`expected ${code}, and nothing was thrown`);
}
