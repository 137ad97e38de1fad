import {
  tidy,
  type DataId,
  type Tensor,
  type TensorContainer,
  type Variable,
} from '@tensorflow/tfjs-core';
import { mapLeaves, tensorsOf } from '../call/tree.ts';
import { asynchronous } from '../errors.ts';
import type { NativeBackend } from '../native/backend.ts';
import type { Recorder } from './recorder.ts';
import { countEscaped, describeResult, outputFor } from './result.ts';
import { releaseCaptures, type Traceable, type TraceOutcome } from './trace.ts';
import { changesSince, type VariableChanges } from './variables.ts';
import { watchBackend } from './watch-backend.ts';
import { watchHost } from './watch-host.ts';

/** A call that is to be observed. */
interface Observation {
  readonly backend: NativeBackend;
  readonly recorder: Recorder;
  readonly traceable: Traceable;
  readonly args: readonly unknown[];
  /** The tensors among the arguments; they are the recorder's. */
  readonly copies: readonly Tensor[];
  /** The variables that there are, by their data. */
  readonly before: ReadonlyMap<DataId, Variable>;
}

let depth = 0;

/** Whether a function is being traced right now: whatever it calls belongs to it. */
export function isTracing(): boolean {
  return depth > 0;
}

/** Runs the function, and concludes what it did from what was seen. */
export function observe(observation: Observation): TraceOutcome {
  const { backend, recorder, copies, before } = observation;
  const inputs = copies.map(({ dataId }) => dataId);
  const watched = watchBackend(backend, recorder, before, inputs);
  try {
    const result = runOnce(observation);
    // From here on a reason is for the caller to judge.
    recorder.refusalError = undefined;
    return conclude(observation, watched.made, result);
  } finally {
    watched.stop();
  }
}

function runOnce({ recorder, traceable: { name, fn }, args }: Observation): unknown {
  const stop = watchHost((reason) => {
    recorder.refuse(reason);
  });
  depth++;
  try {
    return tidy(() => {
      const result = fn(...args);
      if (!(result instanceof Promise)) return result as TensorContainer;
      // Nobody waits for it.
      result.catch(() => undefined);
      throw asynchronous(name);
    });
  } finally {
    depth--;
    stop();
  }
}

function conclude(
  { backend, recorder, copies, before }: Observation,
  made: ReadonlySet<DataId>,
  result: unknown,
): TraceOutcome {
  const changes = changesSince(before);
  if (changes.areDisposed) recorder.refuse('it disposes of a variable');
  if (copies.some(({ isDisposed }) => isDisposed)) recorder.refuse('it disposes of an argument');
  const isIntact = recorder.reason === undefined;
  const leaves = isIntact ? describeResult(result, backend, recorder) : [];
  const assignments = isIntact ? assignmentsOf(changes, backend, recorder) : [];
  if (isIntact && !changes.areCreated) {
    const escaped = countEscaped(
      made,
      [...tensorsOf(result), ...copies, ...changes.assigned],
      backend,
      recorder,
    );
    if (escaped > 0) {
      recorder.refuse(
        `${escaped} of its tensors outlive it (tf.keep) but are no part of its result`,
      );
    }
  }
  const { nodes, inputs, reason } = recorder;
  if (reason === undefined && !changes.areCreated) {
    const structure = mapLeaves(result, () => undefined);
    return { kind: 'traced', result, trace: { nodes, inputs, structure, leaves, assignments } };
  }
  releaseCaptures(inputs);
  return reason === undefined ? { kind: 'prepared', result } : { kind: 'refused', result, reason };
}

function assignmentsOf({ assigned }: VariableChanges, backend: NativeBackend, recorder: Recorder) {
  return assigned.flatMap((variable) => {
    const output = outputFor(variable, backend, recorder);
    if (output !== undefined) return [{ variable, output }];
    recorder.refuse('a variable gets a value from elsewhere than an operation');
    return [];
  });
}
