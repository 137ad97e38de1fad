import { ParticleError } from '@sora-particles/combinator-core';

/** What can be said about a file that cannot be decoded, besides the one line. */
export interface FailureDetails {
  readonly expected?: string;
  readonly found?: string;
  readonly remedy?: string;
  readonly cause?: unknown;
}

/** The `decode-failed` error; `summary` names the format and what is wrong with the file. */
export function decodeFailure(summary: string, details: FailureDetails = {}): ParticleError {
  return new ParticleError({ code: 'decode-failed', path: 'decodeImage', summary, ...details });
}
