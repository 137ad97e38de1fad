import {
  chain,
  is,
  rename,
  type AnyParticle,
  type Chain,
  type OptionCheck,
} from '@sora-particles/combinator-core';
import { dense, dropout, input } from '@sora-particles/combinator-core/elementary';

/** `[height, width, channels]` of an image. */
export type ImageSize = readonly [height: number, width: number, channels: number];

/**
 * A recogniser of images: from pixels in [0, 1] to one logit for each class. It is a chain, so that it
 * goes on with `.to(softmax())`, and is spliced into a chain around it.
 */
export interface Recognizer<
  Size extends ImageSize = ImageSize,
  Classes extends number = number,
> extends Chain<
  'logits',
  {
    readonly x: {
      readonly shape: readonly ['batch', ...Size];
      readonly dtype: 'float32';
      readonly range: readonly [0, 1];
      readonly layout: 'NHWC';
      readonly meaning: 'image';
    };
  },
  {
    readonly y: {
      readonly shape: readonly ['batch', Classes];
      readonly dtype: 'float32';
      readonly meaning: 'logits';
    };
  }
> {}

/** Name of the step of every recogniser that ends in its features. */
export const FEATURES = 'features';

/** What a recogniser is made of. */
export interface RecognizerParts {
  readonly input: ImageSize;
  /** From images to `[batch, n]`. */
  readonly features: readonly AnyParticle[];
  readonly dropout: number;
  readonly classes: number;
}

/** Features of images, dropout if any, logits. */
export function assembleRecognizer(parts: RecognizerParts): Recognizer {
  const images = input({
    shape: ['batch', ...parts.input],
    dtype: 'float32',
    range: [0, 1],
    layout: 'NHWC',
    meaning: 'image',
  });
  // The images are declared inside, so that every size in there is a number, also in messages.
  return chain([
    rename(FEATURES, chain([images, ...parts.features])),
    ...(parts.dropout > 0 ? [dropout(parts.dropout)] : []),
    dense({ units: parts.classes, meaning: 'logits', name: 'logits' }),
  ]) as AnyParticle as Recognizer;
}

/** Passes `[height, width, channels]`. */
export const isImageSize: OptionCheck = is.arrayOf(is.positiveInteger, 3);

/** A number of channels made wider or narrower, at least 1. */
export function scaled(channels: number, width: number): number {
  return Math.max(1, Math.round(channels * width));
}
