import { engine as tensorflow } from '@tensorflow/tfjs-core';
import type { Engine } from '../engine.ts';
import { eagerEngine } from './eager.ts';

/** An engine, and the backend of TensorFlow.js that it was chosen for. */
interface Choice {
  readonly engine: Engine;
  readonly backend: string;
}

// On the global object, like the backend that it goes with: another copy of this package sees it, too.
const KEY = Symbol.for('@sora-particles/combinator-core/default-engine');
const scope = globalThis as { [KEY]?: Choice | undefined };

/**
 * Says which engine `fit`, `evaluate` and models use where none is passed, as long as the current backend
 * of TensorFlow.js stays the one of this moment. As the backend, it is for the application to choose: `selectBackend()` of `@sora-particles/backend` calls this, libraries never.
 *
 * @param engine - Stays the caller's; undefined goes back to the eager engine.
 *
 * @example
 * ```ts
 * import '@tensorflow/tfjs-backend-cpu';
 * import { defaultEngine, eagerEngine, setDefaultEngine } from '@sora-particles/combinator-core';
 *
 * setDefaultEngine(eagerEngine());
 * console.log(defaultEngine().name); // eager
 * setDefaultEngine(undefined);
 * ```
 */
export function setDefaultEngine(engine: Engine | undefined): void {
  scope[KEY] = engine && { engine, backend: tensorflow().backendName };
}

/** The engine to use where none is passed: that of `setDefaultEngine`, or else an eager one. */
export function defaultEngine(): Engine {
  const choice = scope[KEY];
  return choice !== undefined && choice.backend === tensorflow().backendName
    ? choice.engine
    : eagerEngine();
}
