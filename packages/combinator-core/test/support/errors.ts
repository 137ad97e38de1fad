import { isParticleError, type ErrorCode, type ParticleError } from '../../src/errors.ts';

/** The ParticleError that something throws, at once or later; fails if it throws none of this code. */
export async function errorOf(run: () => unknown, code: ErrorCode): Promise<ParticleError> {
  try {
    await run();
  } catch (error) {
    if (!isParticleError(error)) throw error;
    expect(error.code).toBe(code);
    return error;
  }
  return Promise.reject(new Error(`expected ${code}, and nothing was thrown`));
}
