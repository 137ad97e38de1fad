import type { Variable } from '@tensorflow/tfjs-core';
import type { GraphNode, GraphOutput } from '../graph/node.ts';
import type { GraphInput } from './recorder.ts';
import type { ResultLeaf } from './result.ts';

/** A function of tensors, whatever its types. */
export type AnyFunction = (...args: readonly unknown[]) => unknown;

/** A function, and how it is called in messages. */
export interface Traceable {
  readonly name: string;
  readonly fn: AnyFunction;
}

/** A call that was written down. */
export interface Trace {
  /** All operations, also those that nothing needs. */
  readonly nodes: readonly GraphNode[];
  readonly inputs: readonly GraphInput[];
  /** The result, with nothing in the place of its leaves. */
  readonly structure: unknown;
  readonly leaves: readonly ResultLeaf[];
  /** The variables that it assigns, with their new values. */
  readonly assignments: readonly Assignment[];
}

/** A variable with the value that it gets. */
interface Assignment {
  readonly variable: Variable;
  readonly output: GraphOutput;
}

/** How a traced call went. Its result is the caller's in any case. */
export type TraceOutcome =
  | { readonly kind: 'traced'; readonly result: unknown; readonly trace: Trace }
  /** It made variables, as optimisers do in their first step: the next call may be traceable. */
  | { readonly kind: 'prepared'; readonly result: unknown }
  | { readonly kind: 'refused'; readonly result: unknown; readonly reason: string };

/** Releases what a trace keeps alive. */
export function releaseCaptures(inputs: readonly GraphInput[]): void {
  for (const { source } of inputs) if (source.kind === 'capture') source.tensor.dispose();
}
