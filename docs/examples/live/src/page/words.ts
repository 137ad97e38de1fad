import { isParticleError } from '@sora-particles/combinator-core';

/** What went wrong, in one line for people. */
export function inWords(error: unknown): string {
  if (isParticleError(error)) {
    const { path, summary } = error;
    // Where two particles do not fit, the summary names them both.
    return path === undefined || summary.includes(path) ? summary : `${path}: ${summary}`;
  }
  return error instanceof Error ? error.message : String(error);
}

/** A share as a percentage. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(share > 0 && share < 0.01 ? 1 : 0)} %`;
}
