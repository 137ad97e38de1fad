import {
  checkOptions,
  defineParticle,
  is,
  leafKind,
  optional,
  type Particle,
} from '@sora-particles/combinator-core';
import type { Range } from '@sora-particles/combinator-core/contract';
import { sub } from '@tensorflow/tfjs-core';
import {
  rangedImagePort,
  sameImagePort,
  type RangedImagePort,
  type SameImagePort,
} from '../internal/image-port.ts';
import type { NamedOptions } from '../internal/named.ts';
import { isRange, rangeOf, type UnitRange } from '../internal/range-option.ts';

/** Options of {@link invert}. */
export interface InvertOptions<
  R extends Range = Range,
  Name extends string = string,
> extends NamedOptions<Name> {
  /** The scale of the images. Default `[0, 1]`. */
  readonly range?: R;
}

/** Made by {@link invert}. */
export interface Invert<Name extends string = string, R extends Range = Range> extends Particle<
  Name,
  { readonly x: RangedImagePort<R> },
  { readonly y: SameImagePort },
  readonly []
> {}

/**
 * Turns light into dark: y = lowest + highest - x. For black digits on white paper in front of a
 * recogniser that was trained on white ones on black. torchvision `functional.invert`.
 *
 * Input `x`: float32 `[...lead, height, width, channels]`, NHWC, of the stated range.
 * Output `y`: the same shape, range and meaning.
 *
 * @throws ParticleError `option-unknown`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { invert } from '@sora-particles/image-preprocess';
 *
 * const negative = invert({ range: [0, 255] });
 * ```
 */
export function invert<const R extends Range = UnitRange, const Name extends string = 'invert'>(
  options: InvertOptions<R, Name> = {},
): Invert<Name, R> {
  checkOptions('invert', options, { range: optional(isRange), name: optional(is.string) });
  const { name = 'invert' as Name } = options;
  const range = rangeOf(options.range);
  const sum = range[0] + range[1];
  return defineParticle({
    kind: 'image-preprocess/invert@1',
    name,
    config: { range },
    input: { x: rangedImagePort(range) },
    output: { y: sameImagePort },
    flops: ['mul', '...lead', 'height', 'width', 'channels'],
    run: (_context, { x }) => ({ outputs: { y: sub(sum, x) } }),
  });
}

/** Registry entry of {@link invert}. */
export const invertKind = leafKind('image-preprocess/invert@1', invert<Range, string>);
