import { ready, setBackend } from '@tensorflow/tfjs-core';

// No literal: the package is there only where the native backend is set up, and has its own types then.
const PACKAGE: string = '@tensorflow/tfjs-node';

/** Starts the native backend. */
export async function startNative(): Promise<void> {
  const util: object = process.getBuiltinModule('node:util');
  // Node 23 removed two functions that tfjs-node 4.22 calls.
  const removed = {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: (value: unknown) => Array.isArray(value),
  };
  for (const [name, value] of Object.entries(removed)) {
    if (!(name in util)) Object.defineProperty(util, name, { value, configurable: true });
  }
  await import(PACKAGE);
  await setBackend('tensorflow');
  await ready();
}
