import { combinatorKinds, compose, createRegistry } from '@sora-particles/combinator-core';
import {
  decodeLabels,
  dense,
  elementaryKinds,
  flatten,
  rescale,
  softmax,
} from '@sora-particles/combinator-core/elementary';
import { conv2d, convRecognizerKinds, maxPool2d } from '@sora-particles/conv-recognizer';
import {
  imageFromBytes,
  imagePreprocessKinds,
  randomAffine,
} from '@sora-particles/image-preprocess';

/** What there is to tell apart: the folders in `data`. */
export const LABELS = ['circle', 'cross', 'square'] as const;

/** Name of the model in the library. */
export const MODEL = 'shapes';

/**
 * The whole way from the bytes of image files to `{ label, score }`. It is trained, saved and used as one,
 * so that what is served sees the same pixels as what was trained. Each step must fit the one before it:
 * change a size, and the editor says what no longer does.
 */
export function shapeReader() {
  return compose(imageFromBytes({ size: [24, 24], channels: 1 }))
    .to(rescale({ from: [0, 255], to: [0, 1] }))
    .to(randomAffine({ degrees: 10, shift: [0.1, 0.1], scale: [0.8, 1.2] })) // while training only
    .to(conv2d({ filters: 8, kernelSize: 3, activation: 'relu' }))
    .to(maxPool2d())
    .to(conv2d({ filters: 16, kernelSize: 3, activation: 'relu' }))
    .to(maxPool2d())
    .to(flatten())
    .to(dense({ units: LABELS.length, meaning: 'logits' }))
    .to(softmax())
    .to(decodeLabels({ labels: LABELS }));
}

/** The kinds of particles that a saved model may name. Add those of packages that you install. */
export function shapeRegistry() {
  return createRegistry([
    ...combinatorKinds,
    ...elementaryKinds,
    ...convRecognizerKinds,
    ...imagePreprocessKinds,
  ]);
}
