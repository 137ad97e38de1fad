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

/** Numbers of many rows, as they lie in memory. */
export interface RowTable {
  /** Flat, in row-major order. They must not change while they are kept. */
  readonly values: Uint8Array | Uint8ClampedArray | Float32Array | Int32Array;
  /** The first axis counts the rows. */
  readonly shape: readonly number[];
  /** Element type of the batches. */
  readonly dtype: 'float32' | 'int32' | 'bool';
}

/** Rows that an engine keeps. */
export interface KeptRows {
  /**
   * A batch: a tensor `[rows.length, ...]`, which the caller owns.
   *
   * @param rows - Numbers of rows, from 0.
   * @throws ParticleError `value-out-of-range` for a row that there is not; `disposed`; `memory-full`.
   */
  take(rows: Int32Array): Tensor;
  /** Lets go of them. Calling it again does nothing. */
  dispose(): void;
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
  /**
   * Keeps a table where the engine works, so that batches of its rows are put together there, by its
   * threads if it has some, and need not be carried. Engines that would gain nothing lack this method.
   *
   * @returns undefined for a table that it cannot keep, such as one for which there is no room.
   */
  keepRows?(table: RowTable): KeptRows | undefined;
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
