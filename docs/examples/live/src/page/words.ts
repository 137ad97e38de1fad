import { isParticleError } from '@sora-particles/combinator-core';

/** What went wrong, in one line for people. */
export function inWords(error: unknown): string {
  if (isParticleError(error)) {
    return error.path === undefined ? error.summary : `${error.path}: ${error.summary}`;
  }
  return error instanceof Error ? error.message : String(error);
}

/** A share as a percentage. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(share > 0 && share < 0.01 ? 1 : 0)} %`;
}
