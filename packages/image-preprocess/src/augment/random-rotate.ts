import { checkOptions, is, leafKind, optional } from '@sora-particles/combinator-core';
import type { NamedOptions } from '../internal/named.ts';
import { defineAugmentation, type Augmentation } from './define-augmentation.ts';
import { fillChecks, fillOf, type FillOptions } from './fill.ts';
import { affine, isTurn } from './random-affine.ts';

/** Options of {@link randomRotate}. */
export interface RandomRotateOptions<Name extends string = string>
  extends NamedOptions<Name>, FillOptions {
  /** Images turn by at most so many degrees either way, from 0 to 180. */
  readonly degrees: number;
}

/**
 * While training, turns each image about its centre by an angle of its own, drawn uniformly from
 * [-degrees, degrees]. Keras `RandomRotation`, torchvision `RandomRotation`.
 *
 * Input `x`: float32 `[...lead, height, width, channels]`, NHWC, any range. Output `y`: the same, with
 * bilinear interpolation; `fillValue` must lie in the range. To turn, move and magnify, use
 * {@link randomAffine}, which interpolates once.
 *
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { randomRotate } from '@sora-particles/image-preprocess';
 *
 * const tilted = randomRotate({ degrees: 10 });
 * ```
 */
export function randomRotate<const Name extends string = 'randomRotate'>(
  options: RandomRotateOptions<Name>,
): Augmentation<Name> {
  checkOptions('randomRotate', options, {
    degrees: isTurn,
    ...fillChecks,
    name: optional(is.string),
  });
  const { degrees, name = 'randomRotate' as Name } = options;
  const fill = fillOf(options);
  return defineAugmentation({
    type: 'randomRotate',
    name,
    config: { degrees, fillMode: fill.mode, fillValue: fill.value },
    ...affine({ degrees, shift: [0, 0], scale: [1, 1] }, fill),
  });
}

/** Registry entry of {@link randomRotate}. */
export const randomRotateKind = leafKind('image-preprocess/randomRotate@1', randomRotate<string>);
