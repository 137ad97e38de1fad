import { compose, perItem } from '@sora-particles/combinator-core';
import { decodeLabels, input, rescale, softmax } from '@sora-particles/combinator-core/elementary';
import {
  digitsRecognizer,
  leNet,
  mobileNet,
  type Recognizer,
  resNet,
} from '@sora-particles/conv-recognizer';
import { decodeImage, randomAffine, resize } from '@sora-particles/image-preprocess';

const LABELS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

/** The networks to choose from, by the name of the option. */
export const recognizers = {
  digits: () => digitsRecognizer(),
  lenet: () => leNet(),
  resnet: () => resNet({ input: [28, 28, 1], classes: 10 }),
  mobilenet: () => mobileNet({ input: [28, 28, 1], classes: 10 }),
} as const satisfies Readonly<Record<string, () => Recognizer>>;

/** Name of one of the {@link recognizers}. */
export type RecognizerName = keyof typeof recognizers;

/** Whether there is a recogniser of this name. */
export function isRecognizerName(name: unknown): name is RecognizerName {
  return typeof name === 'string' && Object.hasOwn(recognizers, name);
}

/** What {@link readDigits} is made of. */
export interface DigitsOptions {
  readonly recognizer: Recognizer;
  /** Turns, shifts and scales the images a little while training. */
  readonly augment: boolean;
}

/**
 * From pixels to answers: gray images of any one size, 0 to 255, become `{ label, score }`.
 *
 * It is the whole way, so that a served model treats its images as training did. `fit` trains it up to
 * the logits.
 */
export function readDigits({ recognizer, augment }: DigitsOptions) {
  const images = compose(
    input({
      shape: ['batch', 'height', 'width', 1],
      dtype: 'float32',
      range: [0, 255],
      layout: 'NHWC',
      meaning: 'image/grayscale',
    }),
  )
    .to(resize({ size: [28, 28] }))
    .to(rescale({ from: [0, 255], to: [0, 1] }));
  const answers = compose(recognizer)
    .to(softmax())
    .to(decodeLabels({ labels: LABELS }));
  if (!augment) return images.to(answers);
  const handwriting = randomAffine({
    degrees: 10,
    shift: [2 / 28, 2 / 28],
    scale: [0.9, 1.1],
    fillMode: 'constant',
  });
  return images.to(handwriting).to(answers);
}

/** The same from image files: PNG or JPEG bytes of any size. The weights keep their paths. */
export function readDigitFiles(digits: ReturnType<typeof readDigits>) {
  const decode = compose(decodeImage({ channels: 1 })).to(resize({ size: [28, 28] }));
  return compose(perItem(decode, { name: 'decode' })).to(digits);
}
