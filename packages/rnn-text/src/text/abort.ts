import { ParticleError } from '@sora-particles/combinator-core';

/**
 * Stops a long operation that its caller has given up.
 *
 * @throws ParticleError `aborted`, with the signal's reason as cause.
 */
export function checkAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted !== true) return;
  throw new ParticleError({
    code: 'aborted',
    summary: 'the operation was aborted',
    cause: signal.reason,
  });
}

/** Lets timers and input run. A promise that is already settled would not. */
export function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
