import { checkOptions, is, leafKind, optional } from '@sora-particles/combinator-core';
import type { Range } from '@sora-particles/combinator-core/contract';
import { add, clipByValue, mean, mul, sub } from '@tensorflow/tfjs-core';
import type { NamedOptions } from '../internal/named.ts';
import { isPositiveInterval, isRange, rangeOf, type UnitRange } from '../internal/range-option.ts';
import { defineRangedAugmentation, type RangedAugmentation } from './define-augmentation.ts';

/** Options of {@link randomContrast}. */
export interface RandomContrastOptions<
  R extends Range = Range,
  Name extends string = string,
> extends NamedOptions<Name> {
  /** Lowest and highest factor, both positive; 1 changes nothing, e.g. `[0.8, 1.2]`. */
  readonly factor: Range;
  /** The scale of the images. Default `[0, 1]`. */
  readonly range?: R;
}

/**
 * While training, stretches the values of each image about the mean of each of its channels by a
 * factor of its own, drawn uniformly, and clips to the range: y = mean + factor (x - mean). Keras
 * `RandomContrast`, `tf.image.adjust_contrast`.
 *
 * Input `x`: float32 `[...lead, height, width, channels]`, NHWC, of the stated range. Output `y`: the
 * same.
 *
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { randomContrast } from '@sora-particles/image-preprocess';
 *
 * const varied = randomContrast({ factor: [0.8, 1.2] });
 * ```
 */
export function randomContrast<
  const R extends Range = UnitRange,
  const Name extends string = 'randomContrast',
>(options: RandomContrastOptions<R, Name>): RangedAugmentation<Name, R> {
  checkOptions('randomContrast', options, {
    factor: isPositiveInterval,
    range: optional(isRange),
    name: optional(is.string),
  });
  const { factor, name = 'randomContrast' as Name } = options;
  const range = rangeOf(options.range);
  const [low, high] = range;
  return defineRangedAugmentation({
    type: 'randomContrast',
    name,
    range,
    config: { factor, range },
    flops: 5,
    change({ batch, count }, random) {
      const drawn = random.uniform([count, 1, 1, 1], ...factor);
      const centre = mean(batch, [1, 2], true);
      return clipByValue(add(centre, mul(drawn, sub(batch, centre))), low, high);
    },
  });
}

/** Registry entry of {@link randomContrast}. */
export const randomContrastKind = leafKind(
  'image-preprocess/randomContrast@1',
  randomContrast<Range, string>,
);
