import { keep, scalar, type Tensor } from '@tensorflow/tfjs-core';
import { isPlainTensor, leavesOf, mapLeaves, ownTensors, tensorsOf } from '../call/tree.ts';
import { untraceable } from '../errors.ts';
import { copyTensor, type NativeBackend } from '../native/backend.ts';
import { observe } from './observe.ts';
import { Recorder } from './recorder.ts';
import { releaseCaptures, type Traceable, type TraceOutcome } from './trace.ts';
import { separateVariables } from './variables.ts';

/**
 * Calls a function, on the native backend as ever, and writes down what it does. It is called once; what
 * it gives and assigns counts, whether that can become a graph or not.
 *
 * @param isStrict - Throws `untraceable` at the place that cannot be traced.
 * @returns How it went. The result is the caller's: what is an argument or comes from elsewhere is there
 *   as a handle of its own.
 */
export function traceCall(
  backend: NativeBackend,
  traceable: Traceable,
  args: readonly unknown[],
  isStrict: boolean,
): TraceOutcome {
  const before = new Map(separateVariables(backend).map((each) => [each.dataId, each]));
  const originals = leavesOf(args).filter(isPlainTensor);
  const newestId = newestTensorId();
  // Each argument is a tensor of its own for the function, also where two are the same.
  const copies = originals.map((tensor) => keep(copyTensor(backend, tensor)));
  const recorder = new Recorder();
  if (isStrict) recorder.refusalError = (reason) => untraceable(traceable.name, reason);
  copies.forEach(({ dataId }, position) => {
    recorder.addInput(backend.tensorMap.get(dataId), { kind: 'argument', position });
  });
  try {
    let next = 0;
    const given = mapLeaves(args, (leaf) => (isPlainTensor(leaf) ? copies[next++] : leaf));
    const outcome = observe({
      backend,
      recorder,
      traceable,
      args: given as readonly unknown[],
      copies,
      before,
    });
    copies.forEach((copy, i) => {
      if (copy.isDisposed) originals[i]?.dispose();
    });
    const result = mapLeaves(outcome.result, (leaf) => {
      const position = copies.indexOf(leaf as Tensor);
      return position === -1 ? leaf : originals[position];
    });
    const borrowed = tensorsOf(result).filter(({ id }) => id <= newestId);
    return { ...outcome, result: ownTensors(result, borrowed) };
  } catch (error) {
    releaseCaptures(recorder.inputs);
    throw error;
  } finally {
    for (const copy of copies) copy.dispose();
  }
}

/** Handles are numbered: those of a call have greater numbers than this. */
function newestTensorId(): number {
  const newest = scalar(0);
  newest.dispose();
  return newest.id;
}
