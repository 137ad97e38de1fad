import { checkOptions, is, leafKind, optional } from '@sora-particles/combinator-core';
import type { NamedOptions } from '../internal/named.ts';
import { defineAugmentation, type Augmentation } from './define-augmentation.ts';
import { fillChecks, fillOf, type FillOptions } from './fill.ts';
import { affine, isShare } from './random-affine.ts';

/** Options of {@link randomShift}. */
export interface RandomShiftOptions<Name extends string = string>
  extends NamedOptions<Name>, FillOptions {
  /** Images move up or down by at most this share of their height, from 0 to 1. */
  readonly height: number;
  /** They move left or right by at most this share of their width, from 0 to 1. */
  readonly width: number;
}

/**
 * While training, moves each image by amounts of its own, drawn uniformly up to the given shares of its
 * height and width, fractions of a pixel included. Keras `RandomTranslation`.
 *
 * Input `x`: float32 `[...lead, height, width, channels]`, NHWC, any range. Output `y`: the same, with
 * bilinear interpolation; `fillValue` must lie in the range. To turn, move and magnify, use
 * {@link randomAffine}, which interpolates once.
 *
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { randomShift } from '@sora-particles/image-preprocess';
 *
 * const moved = randomShift({ height: 0.1, width: 0.1, fillMode: 'constant' });
 * ```
 */
export function randomShift<const Name extends string = 'randomShift'>(
  options: RandomShiftOptions<Name>,
): Augmentation<Name> {
  checkOptions('randomShift', options, {
    height: isShare,
    width: isShare,
    ...fillChecks,
    name: optional(is.string),
  });
  const { height, width, name = 'randomShift' as Name } = options;
  const fill = fillOf(options);
  return defineAugmentation({
    type: 'randomShift',
    name,
    config: { height, width, fillMode: fill.mode, fillValue: fill.value },
    ...affine({ degrees: 0, shift: [height, width], scale: [1, 1] }, fill),
  });
}

/** Registry entry of {@link randomShift}. */
export const randomShiftKind = leafKind('image-preprocess/randomShift@1', randomShift<string>);
