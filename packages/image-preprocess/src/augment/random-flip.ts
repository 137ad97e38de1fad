import {
  checkOptions,
  is,
  leafKind,
  optional,
  type RandomSource,
} from '@sora-particles/combinator-core';
import { abs, cast, less, mul, range, reshape, sub, type Tensor } from '@tensorflow/tfjs-core';
import { takeGrid } from '../geometry/take-pixels.ts';
import type { NamedOptions } from '../internal/named.ts';
import { defineAugmentation, type Augmentation } from './define-augmentation.ts';
import { isShare } from './random-affine.ts';

/** Options of {@link randomFlip}. */
export interface RandomFlipOptions<Name extends string = string> extends NamedOptions<Name> {
  /** `'horizontal'` swaps left and right, `'vertical'` top and bottom. Default `'horizontal'`. */
  readonly mode?: 'horizontal' | 'vertical' | 'both';
  /** How likely an image is flipped, for each direction by itself, from 0 to 1. Default 0.5. */
  readonly probability?: number;
}

/**
 * While training, mirrors each image with the given probability. With `'both'` each direction is drawn
 * by itself. Keras `RandomFlip`, torchvision `RandomHorizontalFlip`.
 *
 * Input `x` and output `y`: float32 `[...lead, height, width, channels]`, NHWC, any range.
 *
 * @throws ParticleError `option-unknown`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { randomFlip } from '@sora-particles/image-preprocess';
 *
 * const flipped = randomFlip();
 * ```
 */
export function randomFlip<const Name extends string = 'randomFlip'>(
  options: RandomFlipOptions<Name> = {},
): Augmentation<Name> {
  checkOptions('randomFlip', options, {
    mode: optional(is.oneOf('horizontal', 'vertical', 'both')),
    probability: optional(isShare),
    name: optional(is.string),
  });
  const { mode = 'horizontal', probability = 0.5, name = 'randomFlip' as Name } = options;
  return defineAugmentation({
    type: 'randomFlip',
    name,
    config: { mode, probability },
    flops: 0,
    change: ({ batch, count, height, width }, random) =>
      takeGrid(
        batch,
        order(random.split('vertical'), count, height, mode === 'horizontal' ? 0 : probability),
        order(random.split('horizontal'), count, width, mode === 'vertical' ? 0 : probability),
      ),
  });
}

/** For each image the indices of an axis, forward or backward; `[count or 1, size]`. */
function order(random: RandomSource, count: number, size: number, probability: number): Tensor {
  const forward = reshape(range(0, size), [1, size]);
  if (probability === 0) return forward;
  // |i - last| for the flipped ones, |i - 0| for the others.
  const flip = cast(less(random.uniform([count, 1]), probability), 'float32');
  return abs(sub(forward, mul(flip, size - 1)));
}

/** Registry entry of {@link randomFlip}. */
export const randomFlipKind = leafKind('image-preprocess/randomFlip@1', randomFlip<string>);
