import { findBackendFactory } from '@tensorflow/tfjs-core';
import { type Candidate, notAvailable } from '../candidate.ts';

/** A backend that the application brings: it imports the package, which registers it. */
export function registered(name: string): Candidate {
  return {
    name,
    remedy: `import the package that registers '${name}' first, e.g. @tensorflow/tfjs-backend-${name}`,
    load: () =>
      isRegistered(name) ? Promise.resolve() : Promise.reject(notAvailable('not registered')),
    describe: () => Promise.resolve(`${name}, registered by the application`),
  };
}

/** Whether TensorFlow.js knows a backend of this name. */
export function isRegistered(name: string): boolean {
  // The declared type leaves out that there may be none.
  return (findBackendFactory(name) as unknown) !== null;
}
