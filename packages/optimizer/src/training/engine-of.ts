import { defaultEngine, ParticleError, type Engine } from '@sora-particles/combinator-core';
import type { FitOptions } from './fit-options.ts';

/** The engine of a run, and how to let go of it. */
export interface RunEngine {
  readonly engine: Engine;
  /** Releases the threads that were started for this run, if any. */
  release(): void;
}

/**
 * The engine that a run was given or that is the default, with as many threads as were asked for.
 *
 * @throws ParticleError `option-invalid` for workers that the engine does not have; what the engine says
 *   where threads cannot be started.
 */
export async function engineOf({ engine: given, workers }: FitOptions): Promise<RunEngine> {
  const engine = given ?? defaultEngine();
  if (workers === undefined) return { engine, release: () => undefined };
  if (engine.withWorkers === undefined) {
    if (workers === 1) return { engine, release: () => undefined };
    throw new ParticleError({
      code: 'option-invalid',
      summary: `fit(): the engine '${engine.name}' cannot share its work among workers`,
      path: 'fit.workers',
      expected: 'an engine with workers, or 1',
      found: String(workers),
      remedy: "pass engine: wasmEngine() of '@sora-particles/wasm-training', or leave workers out",
    });
  }
  const own = await engine.withWorkers(workers);
  return {
    engine: own,
    release: () => {
      own.dispose();
    },
  };
}
