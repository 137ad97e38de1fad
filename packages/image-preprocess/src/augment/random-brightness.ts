import { checkOptions, is, leafKind, optional } from '@sora-particles/combinator-core';
import type { Range } from '@sora-particles/combinator-core/contract';
import { add, clipByValue } from '@tensorflow/tfjs-core';
import type { NamedOptions } from '../internal/named.ts';
import { isRange, rangeOf, type UnitRange } from '../internal/range-option.ts';
import { defineRangedAugmentation, type RangedAugmentation } from './define-augmentation.ts';
import { isShare } from './random-affine.ts';

/** Options of {@link randomBrightness}. */
export interface RandomBrightnessOptions<
  R extends Range = Range,
  Name extends string = string,
> extends NamedOptions<Name> {
  /** Images get lighter or darker by at most this share of the range, from 0 to 1. */
  readonly delta: number;
  /** The scale of the images. Default `[0, 1]`. */
  readonly range?: R;
}

/**
 * While training, adds an amount of its own to each image, drawn uniformly from
 * [-delta, delta] times the width of the range, and clips to the range. Keras `RandomBrightness`.
 *
 * Input `x`: float32 `[...lead, height, width, channels]`, NHWC, of the stated range. Output `y`: the
 * same.
 *
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { randomBrightness } from '@sora-particles/image-preprocess';
 *
 * const lit = randomBrightness({ delta: 0.2 });
 * ```
 */
export function randomBrightness<
  const R extends Range = UnitRange,
  const Name extends string = 'randomBrightness',
>(options: RandomBrightnessOptions<R, Name>): RangedAugmentation<Name, R> {
  checkOptions('randomBrightness', options, {
    delta: isShare,
    range: optional(isRange),
    name: optional(is.string),
  });
  const { delta, name = 'randomBrightness' as Name } = options;
  const range = rangeOf(options.range);
  const [low, high] = range;
  const most = delta * (high - low);
  return defineRangedAugmentation({
    type: 'randomBrightness',
    name,
    range,
    config: { delta, range },
    flops: 2,
    change: ({ batch, count }, random) =>
      clipByValue(add(batch, random.uniform([count, 1, 1, 1], -most, most)), low, high),
  });
}

/** Registry entry of {@link randomBrightness}. */
export const randomBrightnessKind = leafKind(
  'image-preprocess/randomBrightness@1',
  randomBrightness<Range, string>,
);
