import { checkOptions, is, leafKind, optional } from '@sora-particles/combinator-core';
import type { Range } from '@sora-particles/combinator-core/contract';
import type { NamedOptions } from '../internal/named.ts';
import { isPositiveInterval } from '../internal/range-option.ts';
import { drawAffineMaps, type AffineBounds } from './affine-maps.ts';
import { defineAugmentation, type Augmentation } from './define-augmentation.ts';
import { fillChecks, fillOf, type Fill, type FillOptions } from './fill.ts';
import { sampleAffine } from './sample-affine.ts';

/** Options of {@link randomAffine}. */
export interface RandomAffineOptions<Name extends string = string>
  extends NamedOptions<Name>, FillOptions {
  /** Images turn by at most so many degrees either way, from 0 to 180. Default 0. */
  readonly degrees?: number;
  /** They move by at most these shares of their height and width, from 0 to 1. Default `[0, 0]`. */
  readonly shift?: readonly [height: number, width: number];
  /** They are magnified by a factor from the lowest to the highest, both positive. Default `[1, 1]`. */
  readonly scale?: Range;
}

/**
 * While training, turns, magnifies and shifts each image by amounts of its own, drawn uniformly, in
 * one interpolation: three particles in a row would blur three times. torchvision `RandomAffine`.
 *
 * Input `x`: float32 `[...lead, height, width, channels]`, NHWC, any range. Output `y`: the same, with
 * bilinear interpolation; `fillValue` must lie in the range.
 *
 * @throws ParticleError `option-unknown`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { randomAffine } from '@sora-particles/image-preprocess';
 *
 * const handwriting = randomAffine({
 *   degrees: 10,
 *   shift: [0.1, 0.1],
 *   scale: [0.9, 1.1],
 *   fillMode: 'constant',
 * });
 * ```
 */
export function randomAffine<const Name extends string = 'randomAffine'>(
  options: RandomAffineOptions<Name> = {},
): Augmentation<Name> {
  checkOptions('randomAffine', options, {
    degrees: optional(isTurn),
    shift: optional(is.arrayOf(isShare, 2)),
    scale: optional(isPositiveInterval),
    ...fillChecks,
    name: optional(is.string),
  });
  const { degrees = 0, shift = [0, 0], scale = [1, 1], name = 'randomAffine' as Name } = options;
  const fill = fillOf(options);
  return defineAugmentation({
    type: 'randomAffine',
    name,
    config: { degrees, shift, scale, fillMode: fill.mode, fillValue: fill.value },
    ...affine({ degrees, shift, scale }, fill),
  });
}

/** What moves images within bounds, for the definition of an augmentation. */
export function affine(
  bounds: AffineBounds,
  fill: Fill,
): Pick<Parameters<typeof defineAugmentation>[0], 'flops' | 'change'> {
  return {
    flops: 12,
    change: ({ batch, count, height, width }, random) =>
      sampleAffine(batch, drawAffineMaps(random, count, [height, width], bounds), fill),
  };
}

/** Passes an angle in degrees from 0 to 180. */
export function isTurn(value: unknown): string | undefined {
  const fits = Number.isFinite(value) && (value as number) >= 0 && (value as number) <= 180;
  return fits ? undefined : 'a number of degrees from 0 to 180';
}

/** Passes a share from 0 to 1. */
export function isShare(value: unknown): string | undefined {
  const fits = Number.isFinite(value) && (value as number) >= 0 && (value as number) <= 1;
  return fits ? undefined : 'a number from 0 to 1';
}

/** Registry entry of {@link randomAffine}. */
export const randomAffineKind = leafKind('image-preprocess/randomAffine@1', randomAffine<string>);
