import type { Tensor } from '@tensorflow/tfjs-core';

/** Nested arrays and records with tensors as leaves. */
export type TensorTree =
  Tensor | undefined | readonly TensorTree[] | { readonly [key: string]: TensorTree };

/** How a function is compiled. */
export interface CompileOptions {
  /** Name for messages and profiles. */
  readonly name?: string;
  /**
   * Positions of arguments that the caller gives away: their tensors are disposed of (or updated in
   * place) by the call, and must not be used after it.
   */
  readonly donate?: readonly number[];
}

/** A compiled function. The caller owns the tensors that it returns, and awaits it: some run elsewhere. */
export interface CompiledFunction<
  Arguments extends readonly TensorTree[],
  Result extends TensorTree,
> {
  (...args: Arguments): Result | Promise<Result>;
  /** Releases what the engine holds for this function. Calling it again does nothing. */
  dispose(): void;
}

/** A compiled function that gives its result at once. */
export interface SynchronousFunction<
  Arguments extends readonly TensorTree[],
  Result extends TensorTree,
> extends CompiledFunction<Arguments, Result> {
  (...args: Arguments): Result;
}

/**
 * Runs pure functions of tensors. An engine may trace, fuse or distribute them; the results are those
 * of calling the function.
 */
export interface Engine {
  readonly name: string;
  /**
   * Makes a function of the same signature. `fn` must be pure and synchronous, draw no randomness but
   * from its arguments, and own nothing after it returns.
   */
  compile<Arguments extends readonly TensorTree[], Result extends TensorTree>(
    fn: (...args: Arguments) => Result,
    options?: CompileOptions,
  ): CompiledFunction<Arguments, Result>;
  /**
   * An engine of the same sort that shares its work among this many threads. The caller disposes of it.
   * Engines that have no threads of their own lack this method.
   */
  withWorkers?(workers: number): Promise<Engine>;
  /** Releases everything that the engine holds. */
  dispose(): void;
}

/** An engine whose functions give their results at once. */
export interface SynchronousEngine extends Engine {
  compile<Arguments extends readonly TensorTree[], Result extends TensorTree>(
    fn: (...args: Arguments) => Result,
    options?: CompileOptions,
  ): SynchronousFunction<Arguments, Result>;
}
