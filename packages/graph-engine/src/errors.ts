import { ParticleError } from '@sora-particles/combinator-core';
import { messageOf } from './message-of.ts';

/** The function cannot become a graph, and that was asked for. */
export function untraceable(name: string, reason: string): ParticleError {
  return new ParticleError({
    code: 'untraceable',
    summary: `cannot be traced into a graph: ${reason}`,
    path: name,
    expected:
      'a synchronous function of tensors that reads none of them and draws no random numbers',
    remedy:
      'pass what changes as an argument, or leave out `strict` to have it run as it is called',
  });
}

/** The function gives a promise, so that it is not over when it returns. */
export function asynchronous(name: string): ParticleError {
  return new ParticleError({
    code: 'host-only',
    summary: 'an engine runs synchronous functions of tensors, and this one returns a promise',
    path: name,
    remedy: 'await outside of the function, and pass it the tensors',
  });
}

/** Something that a call needs is gone. */
export function disposed(name: string, what: string, remedy: string): ParticleError {
  return new ParticleError({
    code: 'disposed',
    summary: `${what} has been disposed of`,
    path: name,
    remedy,
  });
}

/** An argument that can be neither fed to a graph nor told apart from others. */
export function badArgument(name: string, path: string, found: string): ParticleError {
  return new ParticleError({
    code: 'value-invalid',
    summary: `${path} cannot be an argument of a compiled function`,
    path: name,
    expected: 'tensors, numbers, strings, true or false, and arrays and records of them',
    found,
    remedy: 'make a tensor of data, and let the function see other things through its closure',
  });
}

/** The native library refused to run the graph. Nothing has changed. */
export function graphFailed(name: string, cause: unknown): ParticleError {
  const message = messageOf(cause);
  const row = ROW_OUT_OF_RANGE.exec(message)?.[1];
  return new ParticleError({
    code: row === undefined ? 'value-invalid' : 'value-out-of-range',
    summary: `the graph fails on these values: ${message}`,
    path: name,
    found: row,
    cause,
  });
}

/** What the native library says where a row is picked that is not there. */
const ROW_OUT_OF_RANGE = /(-?\d+) is not in \[0/;

/** There is no backend that runs graphs. */
export function noNativeBackend(path: string): ParticleError {
  return new ParticleError({
    code: 'backend-missing',
    summary:
      "graphs run on the backend 'tensorflow' of @tensorflow/tfjs-node, which is not the current one",
    path,
    remedy: "import @tensorflow/tfjs-node, and call setBackend('tensorflow')",
  });
}
