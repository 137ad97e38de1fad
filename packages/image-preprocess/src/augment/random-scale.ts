import { checkOptions, is, leafKind, optional } from '@sora-particles/combinator-core';
import type { Range } from '@sora-particles/combinator-core/contract';
import type { NamedOptions } from '../internal/named.ts';
import { isPositiveInterval } from '../internal/range-option.ts';
import { defineAugmentation, type Augmentation } from './define-augmentation.ts';
import { fillChecks, fillOf, type FillOptions } from './fill.ts';
import { affine } from './random-affine.ts';

/** Options of {@link randomScale}. */
export interface RandomScaleOptions<Name extends string = string>
  extends NamedOptions<Name>, FillOptions {
  /** Lowest and highest magnification, both positive: 2 shows the middle half at double size. */
  readonly scale: Range;
}

/**
 * While training, magnifies each image about its centre by a factor of its own, drawn uniformly; size
 * and aspect ratio stay. Keras `RandomZoom`, torchvision `RandomAffine(scale)`.
 *
 * Input `x`: float32 `[...lead, height, width, channels]`, NHWC, any range. Output `y`: the same, with
 * bilinear interpolation; `fillValue` must lie in the range. To turn, move and magnify, use
 * {@link randomAffine}, which interpolates once.
 *
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { randomScale } from '@sora-particles/image-preprocess';
 *
 * const zoomed = randomScale({ scale: [0.9, 1.1] });
 * ```
 */
export function randomScale<const Name extends string = 'randomScale'>(
  options: RandomScaleOptions<Name>,
): Augmentation<Name> {
  checkOptions('randomScale', options, {
    scale: isPositiveInterval,
    ...fillChecks,
    name: optional(is.string),
  });
  const { scale, name = 'randomScale' as Name } = options;
  const fill = fillOf(options);
  return defineAugmentation({
    type: 'randomScale',
    name,
    config: { scale, fillMode: fill.mode, fillValue: fill.value },
    ...affine({ degrees: 0, shift: [0, 0], scale }, fill),
  });
}

/** Registry entry of {@link randomScale}. */
export const randomScaleKind = leafKind('image-preprocess/randomScale@1', randomScale<string>);
