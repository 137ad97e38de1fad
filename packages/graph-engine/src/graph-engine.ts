import {
  checkSingleTfjs,
  type CompileOptions,
  type SynchronousEngine,
  type SynchronousFunction,
  type TensorTree,
} from '@sora-particles/combinator-core';
import { dispose } from '@tensorflow/tfjs-core';
import { TracedFunction } from './call/traced-function.ts';
import { tensorsOf } from './call/tree.ts';
import { noNativeBackend } from './errors.ts';
import { currentNativeBackend } from './native/backend.ts';
import { readTracingOptions, type TracingOptions } from './options.ts';
import type { AnyFunction } from './trace/trace.ts';

/** Options of {@link graphEngine}. */
export interface GraphEngineOptions extends TracingOptions {}

/**
 * The engine for the backend of `@tensorflow/tfjs-node`: traces each function that it compiles, and runs
 * it as one native graph from its second call of a signature on. See {@link jit} for what that means and
 * for what runs eagerly instead.
 *
 * Donated tensors are released by the call, also when it throws. A result that is an argument, or comes
 * twice, is returned as a handle of its own.
 *
 * @param options - `verify` is off unless stated, as an engine is given pure functions.
 * @throws ParticleError `backend-missing` where the current backend is not `tensorflow`,
 *   `backend-duplicate` if two copies of TensorFlow.js are loaded, `option-unknown`, `option-invalid`.
 *   When called: as {@link jit}.
 *
 * @example
 * ```ts no-run
 * import { setDefaultEngine } from '@sora-particles/combinator-core';
 * import { graphEngine } from '@sora-particles/graph-engine';
 * import '@tensorflow/tfjs-node';
 *
 * setDefaultEngine(graphEngine()); // fit, evaluate and models use it from now on
 * ```
 */
export function graphEngine(options: GraphEngineOptions = {}): SynchronousEngine {
  const settings = readTracingOptions('graphEngine', options, { verify: false });
  checkSingleTfjs();
  if (currentNativeBackend() === undefined) throw noNativeBackend('graphEngine');
  const functions = new Set<TracedFunction>();
  let isDisposed = false;
  return {
    name: 'graph',
    compile<Arguments extends readonly TensorTree[], Result extends TensorTree>(
      fn: (...args: Arguments) => Result,
      { name = 'function', donate = [] }: CompileOptions = {},
    ): SynchronousFunction<Arguments, Result> {
      const traced = new TracedFunction({ name, fn: fn as unknown as AnyFunction }, settings);
      functions.add(traced);
      if (isDisposed) traced.dispose();
      const call = (...args: Arguments): Result => {
        try {
          return traced.call(args) as Result;
        } finally {
          dispose(donate.flatMap((position) => tensorsOf(args[position])));
        }
      };
      return Object.assign(call, {
        dispose() {
          traced.dispose();
          functions.delete(traced);
        },
      });
    },
    dispose() {
      isDisposed = true;
      for (const traced of functions) traced.dispose();
      functions.clear();
    },
  };
}
