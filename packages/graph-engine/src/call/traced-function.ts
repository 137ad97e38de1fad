import { isParticleError } from '@sora-particles/combinator-core';
import { dispose, engine, getBackend, tidy, type TensorContainer } from '@tensorflow/tfjs-core';
import { asynchronous, disposed, noNativeBackend, untraceable } from '../errors.ts';
import { currentNativeBackend, type NativeBackend } from '../native/backend.ts';
import { messageOf } from '../message-of.ts';
import type { TracingOptions } from '../options.ts';
import type { SignatureReport } from '../report.ts';
import { firstDifference, recordOf, type TraceRecord } from '../trace/compare.ts';
import { isTracing } from '../trace/observe.ts';
import { releaseCaptures, type Trace, type Traceable } from '../trace/trace.ts';
import { traceCall } from '../trace/trace-call.ts';
import { saveVariables } from '../trace/variables.ts';
import { Cache } from './cache.ts';
import { compileGraph, type CompiledGraph } from './compiled-graph.ts';
import { describeArguments, type DescribedArguments } from './describe-arguments.ts';
import { ownTensors, tensorsOf } from './tree.ts';

/** What is known of a signature. */
type Entry =
  | { readonly kind: 'graph'; readonly graph: CompiledGraph }
  | { readonly kind: 'eager'; readonly reason: string }
  | YoungEntry;

/** Not decided yet. */
interface YoungEntry {
  readonly kind: 'young';
  /** How many calls made variables. */
  readonly prepared: number;
  /** What the first trace was, to compare the next with. */
  readonly first?: TraceRecord;
}

/** An optimiser makes its variables in the first call, one that its schedule switches in the second. */
const PREPARING_CALLS = 2;

/** A function that is traced when it is called, and runs as a graph from then on. */
export class TracedFunction {
  readonly #traceable: Traceable;
  readonly #options: Required<TracingOptions>;
  readonly #cache: Cache<Entry>;
  #hasTold = false;
  #isDisposed = false;

  constructor(traceable: Traceable, options: Required<TracingOptions>) {
    this.#traceable = traceable;
    this.#options = options;
    this.#cache = new Cache(options.cacheSize, (entry) => {
      if (entry.kind === 'graph') entry.graph.dispose();
    });
  }

  call(args: readonly unknown[]): unknown {
    const { name, fn } = this.#traceable;
    if (this.#isDisposed) throw disposed(name, 'the compiled function', 'compile it again');
    // Part of another graph, or of what is differentiated: each operation must be seen.
    if (isTracing() || engine().state.gradientDepth > 0) return fn(...args);
    const backend = currentNativeBackend();
    if (backend === undefined) return this.#runWithoutBackend(args);
    const described = describeArguments(name, args, backend);
    const entry = this.#cache.get(described.signature);
    if (entry?.kind === 'graph') return entry.graph.run(backend, described.tensors);
    if (entry?.kind === 'eager') return this.#runEagerly(args);
    return this.#trace(backend, args, described, entry ?? { kind: 'young', prepared: 0 });
  }

  /** What the function became, for each signature that is remembered. */
  reports(): readonly SignatureReport[] {
    return this.#cache.entries().flatMap(([signature, entry]): readonly SignatureReport[] => {
      if (entry.kind === 'young') return [];
      return entry.kind === 'graph'
        ? [entry.graph.report]
        : [{ kind: 'eager', signature, reason: entry.reason }];
    });
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#cache.clear();
  }

  #trace(
    backend: NativeBackend,
    args: readonly unknown[],
    { signature }: DescribedArguments,
    young: YoungEntry,
  ): unknown {
    const { strict } = this.#options;
    const saved = strict ? saveVariables() : undefined;
    try {
      const outcome = traceCall(backend, this.#traceable, args, strict);
      const entry =
        outcome.kind === 'traced'
          ? this.#judge(backend, signature, outcome.trace, young)
          : outcome.kind === 'refused'
            ? { kind: 'eager' as const, reason: outcome.reason }
            : preparedOnceMore(young);
      if (entry.kind === 'eager') this.#refuse(entry.reason, outcome.result);
      this.#cache.set(signature, entry);
      return outcome.result;
    } catch (error) {
      if (isParticleError(error, 'untraceable')) saved?.restore();
      throw error;
    } finally {
      saved?.release();
    }
  }

  /** What becomes of a trace, which this takes over. */
  #judge(
    backend: NativeBackend,
    signature: string,
    trace: Trace,
    { prepared, first }: YoungEntry,
  ): Entry {
    if (this.#options.verify) {
      const record = recordOf(trace);
      const difference = first && firstDifference(first, record);
      if (difference !== undefined || first === undefined) releaseCaptures(trace.inputs);
      if (difference !== undefined) {
        return { kind: 'eager', reason: `two traces differ in ${difference}` };
      }
      if (first === undefined) return { kind: 'young', prepared, first: record };
    }
    try {
      const { name } = this.#traceable;
      return { kind: 'graph', graph: compileGraph(name, signature, trace, backend) };
    } catch (error) {
      releaseCaptures(trace.inputs);
      return { kind: 'eager', reason: `TensorFlow does not take the graph: ${messageOf(error)}` };
    }
  }

  /** Says that the function runs eagerly, or throws where that is not wanted. */
  #refuse(reason: string, result?: unknown): void {
    const { name } = this.#traceable;
    if (this.#options.strict) {
      dispose([...tensorsOf(result)]);
      throw untraceable(name, reason);
    }
    if (this.#hasTold) return;
    this.#hasTold = true;
    this.#options.onNotice(`${name} runs eagerly: ${reason}`);
  }

  #runWithoutBackend(args: readonly unknown[]): unknown {
    if (this.#options.strict) throw noNativeBackend(this.#traceable.name);
    this.#refuse(`the current backend is '${getBackend()}', not 'tensorflow'`);
    return this.#runEagerly(args);
  }

  #runEagerly(args: readonly unknown[]): unknown {
    const { name, fn } = this.#traceable;
    return tidy(() => {
      const result = fn(...args);
      if (result instanceof Promise) {
        result.catch(() => undefined);
        throw asynchronous(name);
      }
      return ownTensors(result, tensorsOf(args)) as TensorContainer;
    });
  }
}

function preparedOnceMore({ prepared }: YoungEntry): Entry {
  return prepared < PREPARING_CALLS
    ? { kind: 'young', prepared: prepared + 1 }
    : { kind: 'eager', reason: 'it makes variables in every call' };
}
