import type { DataId, Tensor } from '@tensorflow/tfjs-core';
import { isTensor, leavesOf } from '../call/tree.ts';
import type { GraphOutput } from '../graph/node.ts';
import { dtypes, type NativeBackend } from '../native/backend.ts';
import type { Recorder } from './recorder.ts';

/** A leaf of a result: an output of the graph, or a value that is the same at each call. */
export type ResultLeaf = { readonly output: GraphOutput } | { readonly value: unknown };

/**
 * What stands for each leaf of a result, in order. Refuses, through the recorder, what cannot be given
 * again.
 */
export function describeResult(
  result: unknown,
  backend: NativeBackend,
  recorder: Recorder,
): readonly ResultLeaf[] {
  return leavesOf(result).map((leaf) => {
    if (isTensor(leaf)) {
      const output = outputFor(leaf, backend, recorder);
      if (output !== undefined) return { output };
      recorder.refuse('a result comes from elsewhere than an operation');
    } else if (isStatic(leaf)) {
      return { value: leaf };
    } else {
      recorder.refuse('the result holds an object that is no array, record, number or string');
    }
    return { value: undefined };
  });
}

/** What stands for a tensor in the graph, also for one from outside that no operation has used. */
export function outputFor(
  tensor: Tensor,
  backend: NativeBackend,
  recorder: Recorder,
): GraphOutput | undefined {
  const [id = -1] = backend.getInputTensorIds([tensor]);
  const output = recorder.outputOf(id);
  if (output?.dtype === dtypes.string) recorder.refuse('it gives strings');
  return output;
}

function isStatic(leaf: unknown): boolean {
  return leaf === null || (typeof leaf !== 'object' && typeof leaf !== 'function');
}

/**
 * How many values that vary outlive the function although nothing says so: tensors that it kept on the
 * side, which a graph would not renew.
 *
 * @param accounted - The handles that may outlive it.
 */
export function countEscaped(
  made: Iterable<DataId>,
  accounted: Iterable<Tensor>,
  backend: NativeBackend,
  recorder: Recorder,
): number {
  const handles = new Map<DataId, number>();
  for (const { dataId } of new Set(accounted)) {
    handles.set(dataId, (handles.get(dataId) ?? 0) + 1);
  }
  let escaped = 0;
  for (const dataId of made) {
    if (!backend.tensorMap.has(dataId)) continue;
    const entry = backend.tensorMap.get(dataId);
    if (entry.values !== null || !recorder.varies(entry.id)) continue;
    if (backend.refCount(dataId) > (handles.get(dataId) ?? 0)) escaped++;
  }
  return escaped;
}
