import { dispose, tidy, type TensorContainer } from '@tensorflow/tfjs-core';
import type {
  CompileOptions,
  SynchronousEngine,
  SynchronousFunction,
  TensorTree,
} from '../engine.ts';
import { ParticleError } from '../errors.ts';
import { ownTensors, tensorsIn } from '../internal/tensor-tree.ts';
import { checkSingleTfjs } from '../single-tfjs.ts';

/**
 * The engine that runs everything as it is called, on the current backend of TensorFlow.js.
 *
 * Intermediate results are released, also when the function throws; donated tensors are released in
 * either case. A result that is an argument, or comes twice, is returned as a handle of its own.
 *
 * @throws ParticleError `backend-duplicate` if two copies of TensorFlow.js are loaded; when
 *   called, `disposed` after `dispose()` and `host-only` for a function that returns a promise.
 *
 * @example
 * ```ts
 * import '@tensorflow/tfjs-backend-cpu';
 * import { eagerEngine } from '@sora-particles/combinator-core';
 * import { scalar, square, type Tensor } from '@tensorflow/tfjs-core';
 *
 * const engine = eagerEngine();
 * const squared = engine.compile((x: Tensor) => square(x));
 * const result = squared(scalar(3)); // the caller owns it
 * ```
 */
export function eagerEngine(): SynchronousEngine {
  checkSingleTfjs();
  let isDisposed = false;
  return {
    name: 'eager',
    compile: <Arguments extends readonly TensorTree[], Result extends TensorTree>(
      fn: (...args: Arguments) => Result,
      options?: CompileOptions,
    ) => compileEagerly(fn, options, () => isDisposed),
    dispose() {
      isDisposed = true;
    },
  };
}

function compileEagerly<Arguments extends readonly TensorTree[], Result extends TensorTree>(
  fn: (...args: Arguments) => Result,
  { name = 'function', donate = [] }: CompileOptions = {},
  isEngineDisposed: () => boolean,
): SynchronousFunction<Arguments, Result> {
  let isDisposed = false;
  const call = (...args: Arguments): Result => {
    if (isDisposed || isEngineDisposed()) {
      throw new ParticleError({
        code: 'disposed',
        summary: 'the compiled function has been disposed of',
        path: name,
        remedy: 'compile it again',
      });
    }
    try {
      return tidy(() => {
        const result = fn(...args);
        if (result instanceof Promise) throw asynchronous(name);
        return ownTensors(result, tensorsIn(args)) as Result & TensorContainer;
      });
    } finally {
      dispose(donate.flatMap((position) => tensorsIn(args[position])));
    }
  };
  return Object.assign(call, {
    dispose() {
      isDisposed = true;
    },
  });
}

function asynchronous(name: string): ParticleError {
  return new ParticleError({
    code: 'host-only',
    summary: 'an engine runs synchronous functions of tensors, and this one returns a promise',
    path: name,
    remedy: 'run host particles (decode, tokenise, label) outside of the engine, as predict does',
  });
}
