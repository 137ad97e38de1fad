import {
  checkOptions,
  checkSingleTfjs,
  type CompileOptions,
  eagerEngine,
  is,
  optional,
  ParticleError,
  type SynchronousEngine,
  type SynchronousFunction,
  type TensorTree,
} from '@sora-particles/combinator-core';
import { dispose as disposeTensors } from '@tensorflow/tfjs-core';
import { lowerings } from './lower/index.ts';
import { keepRows } from './keep-rows.ts';
import { createMachine, type Machine, startMachine } from './machine.ts';
import { createCache } from './plan-cache.ts';
import { planGraph, type Planned, type PlanReport } from './planned.ts';
import { trace } from './trace.ts';
import { flatten } from './tree.ts';
import { Untraceable } from './untraceable.ts';

/** Options of {@link wasmEngine}. All may be left out. */
export interface WasmEngineOptions {
  /** Refuses functions that cannot become a plan, instead of running them as they are. Default false. */
  readonly strict?: boolean | undefined;
  /** Told once of each function that cannot become a plan, and why. Default `console.warn`. */
  readonly onNotice?: ((notice: string) => void) | undefined;
  /** The most plans that are kept, one for each function and shapes of its arguments. Default 32. */
  readonly cacheSize?: number | undefined;
}

/** Options of {@link startWasmEngine}. All may be left out. */
export interface StartWasmEngineOptions extends WasmEngineOptions {
  /** Threads that share the work, this one among them: 1 to 64. Default 1. */
  readonly workers?: number | undefined;
}

/** An engine that runs functions as plans on WebAssembly, see {@link wasmEngine}. */
export interface WasmEngine extends SynchronousEngine {
  /** Threads that share the work, the one that calls among them. */
  readonly workers: number;
  withWorkers(workers: number): Promise<WasmEngine>;
  /** What has become of the functions compiled so far, in the order of their use: for people. */
  plans(): readonly (PlanReport & { readonly name: string })[];
}

/**
 * An engine that traces a function once for each set of shapes, and then runs it as a plan: our kernels
 * in a fixed order on memory laid out before, operations on numbers at the same place as one pass, and no
 * bookkeeping in between. It works on any backend of TensorFlow.js, which runs a function the first time,
 * and whatever cannot become a plan: that is told once, or refused with `strict`.
 *
 * Integers among the arguments that pick rows (`gather`) are checked before each run. Those that the
 * function computes by itself are not: for a row that is not there, zeros are picked.
 *
 * Results are tensors as any other. They lie in the memory of the engine, where its next call finds them;
 * an operation outside of it makes TensorFlow.js move them.
 *
 * @throws ParticleError `backend-missing` without WebAssembly SIMD, `backend-duplicate`,
 *   `option-invalid`; a compiled function throws `disposed`, `memory-full`, `value-out-of-range`, and with
 *   `strict` `untraceable`.
 *
 * @example
 * ```ts
 * import '@tensorflow/tfjs-backend-cpu';
 * import { wasmEngine } from '@sora-particles/wasm-training';
 * import { add, square, tensor, type Tensor } from '@tensorflow/tfjs-core';
 *
 * const engine = wasmEngine();
 * const polynomial = engine.compile((x: Tensor) => add(square(x), x));
 * console.log(polynomial(tensor([1, 2, 3])).arraySync()); // [ 2, 6, 12 ]
 * engine.dispose();
 * ```
 */
export function wasmEngine(options: WasmEngineOptions = {}): WasmEngine {
  checkOptions<WasmEngineOptions>('wasmEngine', options, checks);
  checkSingleTfjs();
  return engineOn(createMachine(), options);
}

/**
 * The same with several threads: each task of a plan is shared among them. The bits of the results do not
 * depend on how many there are.
 *
 * Threads are worker threads in Node and Web Workers in browsers, on one shared memory; in a browser the
 * page must be isolated (the headers COOP and COEP), and may start workers from `blob:`.
 *
 * @throws ParticleError as {@link wasmEngine}; `workers-unavailable` without SharedArrayBuffer;
 *   `worker-failed` if a worker does not start, and when a compiled function is called if one is gone.
 *
 * @example
 * ```ts
 * import '@tensorflow/tfjs-backend-cpu';
 * import { startWasmEngine } from '@sora-particles/wasm-training';
 * import { matMul, ones, type Tensor2D } from '@tensorflow/tfjs-core';
 *
 * const engine = await startWasmEngine({ workers: 2 });
 * const square = engine.compile((x: Tensor2D) => matMul(x, x));
 * console.log(square(ones([200, 200])).shape); // [ 200, 200 ]
 * engine.dispose();
 * ```
 */
export async function startWasmEngine(options: StartWasmEngineOptions = {}): Promise<WasmEngine> {
  checkOptions<StartWasmEngineOptions>('startWasmEngine', options, {
    ...checks,
    workers: optional(is.positiveInteger),
  });
  const { workers = 1, ...rest } = options;
  checkSingleTfjs();
  return engineOn(await startMachine(workers), rest);
}

const checks = {
  strict: optional(is.boolean),
  onNotice: optional(is.function),
  cacheSize: optional(is.positiveInteger),
};

/** A plan, or why there is none. */
type Outcome = { readonly name: string } & (
  | { readonly planned: Planned<TensorTree>; readonly reason?: undefined }
  | { readonly planned?: undefined; readonly reason: string }
);

function engineOn(machine: Machine, options: WasmEngineOptions): WasmEngine {
  const { strict = false, cacheSize = 32 } = options;
  const {
    onNotice = (notice) => {
      console.warn(notice);
    },
  } = options;
  const eager = eagerEngine();
  const cache = createCache<Outcome>(cacheSize, ({ planned }) => {
    if (!isDisposed) planned?.release();
  });
  let functions = 0;
  let plans = 0;
  let isDisposed = false;

  function outcomeFor<Arguments extends readonly TensorTree[]>(
    fn: (...args: Arguments) => TensorTree,
    args: Arguments,
    name: string,
  ): Outcome {
    try {
      const { graph, result } = trace(fn, args, (kernel) => Object.hasOwn(lowerings, kernel));
      return { name, planned: planGraph(graph, result, machine, plans++) };
    } catch (error) {
      if (!(error instanceof Untraceable)) throw error;
      return { name, reason: error.reason };
    }
  }

  function compile<Arguments extends readonly TensorTree[], Result extends TensorTree>(
    fn: (...args: Arguments) => Result,
    { name = 'function', donate = [] }: CompileOptions = {},
  ): SynchronousFunction<Arguments, Result> {
    const prefix = `${functions++}:`;
    const asItIs = eager.compile(fn, { name, donate });
    let isReleased = false;
    let isTold = false;
    const tell = (reason: string): void => {
      if (strict) throw untraceable(name, reason);
      if (isTold) return;
      isTold = true;
      onNotice(`wasm engine: '${name}' runs as it is, without a plan: ${reason}`);
    };
    const call = (...args: Arguments): Result => {
      if (isReleased || isDisposed) throw disposed(name);
      const { tensors, signature } = flatten(args);
      const key = prefix + signature;
      let isPassedOn = false;
      try {
        let outcome = cache.get(key);
        if (outcome === undefined) {
          outcome = outcomeFor(fn, args, name);
          cache.set(key, outcome);
        }
        if (outcome.planned === undefined) {
          tell(outcome.reason);
          isPassedOn = true;
          return asItIs(...args);
        }
        return outcome.planned.run(tensors) as Result;
      } finally {
        if (!isPassedOn) {
          disposeTensors(donate.flatMap((position) => [...flatten(args[position]).tensors]));
        }
      }
    };
    return Object.assign(call, {
      dispose() {
        isReleased = true;
        if (!isDisposed) cache.drop(prefix);
      },
    });
  }

  return {
    name: 'wasm',
    workers: machine.threads,
    compile,
    withWorkers: async (workers) => engineOn(await startMachine(workers), options),
    keepRows: (table) =>
      keepRows(machine, { nextPlan: () => plans++, isDisposed: () => isDisposed }, table),
    plans: () =>
      cache
        .entries()
        .flatMap(({ name, planned }) =>
          planned === undefined ? [] : [{ name, ...planned.describe() }],
        ),
    dispose() {
      isDisposed = true;
      machine.pool?.end();
    },
  };
}

function disposed(name: string): ParticleError {
  return new ParticleError({
    code: 'disposed',
    summary: 'the compiled function has been disposed of',
    path: name,
    remedy: 'compile it again',
  });
}

function untraceable(name: string, reason: string): ParticleError {
  return new ParticleError({
    code: 'untraceable',
    summary: `'${name}' cannot become a plan: ${reason}`,
    path: name,
    expected: 'a pure function of tensors, of operations that the wasm engine knows',
    found: reason,
    remedy: 'leave strict out, and the function runs as it is',
  });
}
