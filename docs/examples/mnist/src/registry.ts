import { combinatorKinds, createRegistry, type Registry } from '@sora-particles/combinator-core';
import { elementaryKinds } from '@sora-particles/combinator-core/elementary';
import { convRecognizerKinds } from '@sora-particles/conv-recognizer';
import { imagePreprocessKinds } from '@sora-particles/image-preprocess';

/** The kinds of particles that a saved model of this example may name. A file can name no others. */
export function exampleRegistry(): Registry {
  return createRegistry([
    ...combinatorKinds,
    ...elementaryKinds,
    ...convRecognizerKinds,
    ...imagePreprocessKinds,
  ]);
}

/** Name of the model in its library. */
export const MODEL = 'digits';
