import type { RunContext } from './particle.ts';
import { createRandom } from './random.ts';

/** What {@link createContext} takes. */
export interface ContextOptions {
  /** Whether dropout drops and batch normalisation uses the statistics of the batch. Default false. */
  readonly training?: boolean | undefined;
  /** Root of the random numbers of the run: any safe integer. Default 0. */
  readonly seed?: number | undefined;
}

/**
 * Makes the context of one run. A training loop makes one a step, with another seed each time.
 *
 * @throws ParticleError `option-invalid` for a seed that is no safe integer.
 *
 * @example
 * ```ts
 * import { createContext } from '@sora-particles/combinator-core';
 *
 * const context = createContext({ training: true, seed: 42 });
 * ```
 */
export function createContext({ training = false, seed = 0 }: ContextOptions = {}): RunContext {
  return { training, random: createRandom(seed) };
}
