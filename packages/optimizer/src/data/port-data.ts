import type { HostValue } from '@sora-particles/combinator-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { NumericArray } from './numeric-array.ts';

/** Numbers that lie flat in row-major order, with their shape; the first axis counts the examples. */
export interface ShapedArray {
  readonly values: NumericArray;
  readonly shape: readonly number[];
}

/** One number, or (nested) arrays of them that all have the same lengths. */
export type NestedNumbers = number | boolean | NumericArray | readonly NestedNumbers[];

/**
 * All examples for one port. Whatever it is, it is copied and converted one batch at a time, to the
 * element type that the contract of the particle asks for; or an engine keeps it as it is, and puts the
 * batches together by itself (`Engine.keepRows`). It must not change while it is used.
 *
 * - `{ values, shape }`: a flat typed array with its shape, e.g. 60,000 images as one `Uint8Array`
 *   with `shape: [60000, 28, 28, 1]`.
 * - a typed array: the same where the contract states the shape of an example, or one number each.
 * - an array with an item for each example: a number, nested arrays, a typed array that holds the
 *   example flat, `{ values, shape }` or a tensor. For ports that take bytes, text or records: a list of those.
 * - a tensor: read back once; it stays the caller's.
 */
export type PortData =
  | Tensor
  | ShapedArray
  | NumericArray
  | readonly NestedNumbers[]
  | readonly (Tensor | ShapedArray)[]
  | readonly HostValue[];

/** One value for one port. */
export type ExampleValue = Tensor | ShapedArray | NestedNumbers | HostValue;

/** Values by the name of the port, or the value itself for a particle with one port. */
export type PerPort<T> = T | Readonly<Record<string, T>>;

/** Examples in memory: any number of passes, in any order. */
export interface Dataset {
  /** Inputs, by port where the particle has several. */
  readonly x: PerPort<PortData>;
  /** Targets, as the loss wants them, e.g. one whole number for each example. */
  readonly y: PortData;
  /** How much each example counts: one number of at least 0 for each. Default 1. */
  readonly sampleWeights?: ArrayLike<number> | undefined;
}

/** One example of a stream. */
export interface Example {
  readonly x: PerPort<ExampleValue>;
  readonly y: ExampleValue;
  /** How much it counts, at least 0. Default 1. */
  readonly sampleWeight?: number | undefined;
}
