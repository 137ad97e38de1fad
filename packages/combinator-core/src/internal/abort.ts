import { ParticleError } from '../errors.ts';

/**
 * Gives up if somebody has asked to.
 *
 * @throws ParticleError `aborted`.
 */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted !== true) return;
  throw new ParticleError({
    code: 'aborted',
    summary: 'the run was aborted by its signal',
    cause: signal.reason,
  });
}
