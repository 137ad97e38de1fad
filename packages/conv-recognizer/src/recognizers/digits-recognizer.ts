import { checkOptions, is, optional } from '@sora-particles/combinator-core';
import { dense, flatten } from '@sora-particles/combinator-core/elementary';
import { conv2d } from '../layers/conv2d.ts';
import { maxPool2d } from '../pooling/max-pool2d.ts';
import {
  assembleRecognizer,
  isImageSize,
  scaled,
  type ImageSize,
  type Recognizer,
} from './recognizer.ts';

/** Options of {@link digitsRecognizer}. */
export interface DigitsRecognizerOptions<
  Size extends ImageSize = ImageSize,
  Classes extends number = number,
> {
  /** `[height, width, channels]` of the images. Default `[28, 28, 1]`. */
  readonly input?: Size;
  /** Number of classes; a positive integer. Default 10. */
  readonly classes?: Classes;
  /** Factor on the numbers of channels and units; positive. Default 1. */
  readonly width?: number;
  /** Share of the features that is dropped while training, from 0 up to but without 1. Default 0. */
  readonly dropout?: number;
}

/**
 * The smallest network that reads handwritten digits well: one convolution (32 windows of 3 x 3, relu),
 * max-pooling by 2, a hidden layer of 64 (relu), and the logits. 347,146 parameters and 1.1 MFLOP an
 * image with the default options; about 98.4 % on MNIST after 10 epochs.
 *
 * Input `x`: float32 `[batch, height, width, channels]`, range [0, 1], NHWC, an image. Output `y`:
 * float32 `[batch, classes]`, logits.
 *
 * Parameters: `features/conv1`, `features/hidden` and `logits`, each with `kernel` (Glorot uniform) and
 * `bias` (zeros).
 *
 * @throws ParticleError `option-unknown`, `option-invalid`; `dimension-invalid` for images
 *   smaller than the window.
 *
 * @example
 * ```ts
 * import { softmax } from '@sora-particles/combinator-core/elementary';
 * import { digitsRecognizer } from '@sora-particles/conv-recognizer';
 *
 * const recognizer = digitsRecognizer();
 * const probabilities = recognizer.to(softmax());
 * ```
 */
export function digitsRecognizer<
  const Size extends ImageSize = readonly [28, 28, 1],
  const Classes extends number = 10,
>(options?: DigitsRecognizerOptions<Size, Classes>): Recognizer<Size, Classes>;
export function digitsRecognizer(options: DigitsRecognizerOptions = {}): Recognizer {
  checkOptions('digitsRecognizer', options, {
    input: optional(isImageSize),
    classes: optional(is.positiveInteger),
    width: optional(is.positive),
    dropout: optional(is.fraction),
  });
  const { input = [28, 28, 1], classes = 10, width = 1, dropout = 0 } = options;
  return assembleRecognizer({
    input,
    features: [
      conv2d({ filters: scaled(32, width), kernelSize: 3, activation: 'relu', name: 'conv1' }),
      maxPool2d({ name: 'pool1' }),
      flatten(),
      dense({ units: scaled(64, width), activation: 'relu', name: 'hidden' }),
    ],
    dropout,
    classes,
  });
}
