import { checkOptions, is, optional } from '@sora-particles/combinator-core';
import { TracedFunction } from './call/traced-function.ts';
import { readTracingOptions, tracingChecks, type TracingOptions } from './options.ts';
import { formatReport, type SignatureReport } from './report.ts';
import type { AnyFunction } from './trace/trace.ts';

/** Options of {@link jit}. */
export interface JitOptions extends TracingOptions {
  /** What the function is called in messages. Default: its own name, or `function`. */
  readonly name?: string;
}

/** A function that {@link jit} made. It has the signature of the one that it was made of. */
export interface JitFunction<Arguments extends readonly unknown[], Result> {
  (...args: Arguments): Result;
  /** What it became, for each signature that it remembers. */
  readonly reports: () => readonly SignatureReport[];
  /** The same as text: operations, inputs, constants, bytes; or why it runs eagerly. */
  readonly explain: () => string;
  /** Releases its graphs, and the tensors that they keep alive. Calling it again does nothing. */
  readonly dispose: () => void;
}

/**
 * Makes a function of tensors run as one call of the native TensorFlow library: its first calls run as
 * ever and are written down as a graph, and from then on that graph runs. For functions that take
 * longer than some ten microseconds, such as a step of training (gradients, optimiser and all) or the
 * forward pass of a model; they become several times faster.
 *
 * The function may use any operation of TensorFlow.js, variables, optimisers and models of tfjs-layers.
 * It gets a graph for each signature: the structure, types and exact shapes of its arguments, and the
 * values of those that are no tensors (each other number is another graph: pass what changes as a
 * tensor). Whatever else JavaScript does in it happens only while it is traced. Tensors of its closure
 * are kept alive, and the graph goes on with those that it saw; variables are read at each call.
 *
 * What cannot become a graph runs eagerly, after one notice: functions that read tensors (`dataSync`),
 * draw random numbers in JavaScript (pass seeds), keep tensors on the side, or give two different
 * traces. Inside of a function that is traced or differentiated, it is simply called. On another backend
 * than `tensorflow`, it runs eagerly, too.
 *
 * @param fn - Synchronous. It is called inside of a tidy.
 * @returns A function of the same signature. The caller owns the tensors that it gives: one that is an
 *   argument, or comes twice, is a handle of its own, and a variable is its value.
 * @throws ParticleError `option-unknown` or `option-invalid`. When called: `value-invalid` for an
 *   argument that is a typed array, or values that the graph refuses; `value-out-of-range` for the number
 *   of a row that is not there; `disposed` for a tensor or variable that is gone, and after `dispose()`; `host-only` for a function
 *   that gives a promise; with `strict`, `untraceable` and `backend-missing`.
 *
 * @example
 * ```ts no-run
 * import { jit } from '@sora-particles/graph-engine';
 * import * as tf from '@tensorflow/tfjs-node';
 *
 * const w = tf.variable(tf.zeros([2, 1]));
 * const optimizer = tf.train.adam(0.01);
 * const step = jit((x: tf.Tensor2D, y: tf.Tensor2D) =>
 *   optimizer.minimize(() => tf.losses.meanSquaredError(y, tf.matMul(x, w)), true),
 * );
 * ```
 */
export function jit<Arguments extends readonly never[] | readonly unknown[], Result>(
  fn: (...args: Arguments) => Result,
  options: JitOptions = {},
): JitFunction<Arguments, Result> {
  checkOptions<JitOptions>('jit', options, { ...tracingChecks, name: optional(is.string) });
  const { name = fn.name === '' ? 'function' : fn.name, ...tracing } = options;
  const traced = new TracedFunction(
    { name, fn: fn as unknown as AnyFunction },
    readTracingOptions('jit', tracing, { verify: true }),
  );
  const call = (...args: Arguments): Result => traced.call(args) as Result;
  return Object.assign(call, {
    reports: () => traced.reports(),
    explain: () =>
      traced
        .reports()
        .map((report) => formatReport(name, report))
        .join('\n'),
    dispose: () => {
      traced.dispose();
    },
  });
}
