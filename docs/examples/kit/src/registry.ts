import { combinatorKinds, createRegistry, type Registry } from '@sora-particles/combinator-core';
import { elementaryKinds } from '@sora-particles/combinator-core/elementary';
import { rnnTextKinds } from '@sora-particles/rnn-text';

/** The kinds of particles that a saved model of a text example may name. A file can name no others. */
export function textRegistry(): Registry {
  return createRegistry([...combinatorKinds, ...elementaryKinds, ...rnnTextKinds]);
}
