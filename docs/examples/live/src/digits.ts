import {
  combinatorKinds,
  compose,
  createRegistry,
  type Registry,
} from '@sora-particles/combinator-core';
import {
  decodeLabels,
  elementaryKinds,
  input,
  rescale,
  softmax,
} from '@sora-particles/combinator-core/elementary';
import { convRecognizerKinds, digitsRecognizer } from '@sora-particles/conv-recognizer';
import { imagePreprocessKinds, resize } from '@sora-particles/image-preprocess';

/** Name of the model in its library. */
export const MODEL = 'digits';

/** Height and width of what the network reads. */
export const SIDE = 28;

/** The whole way from a drawing of any size, 0 (paper) to 255 (ink), to `{ label, score }`. */
export function readDrawing() {
  return compose(
    input({
      shape: ['batch', 'height', 'width', 1],
      dtype: 'float32',
      range: [0, 255],
      layout: 'NHWC',
      meaning: 'image/grayscale',
    }),
  )
    .to(resize({ size: [SIDE, SIDE], antialias: true }))
    .to(rescale({ from: [0, 255], to: [0, 1] }))
    .to(digitsRecognizer())
    .to(softmax())
    .to(decodeLabels({ labels: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'] }));
}

/** The kinds of particles that the page knows: a file can name no others. */
export function liveRegistry(): Registry {
  return createRegistry([
    ...combinatorKinds,
    ...elementaryKinds,
    ...convRecognizerKinds,
    ...imagePreprocessKinds,
  ]);
}
