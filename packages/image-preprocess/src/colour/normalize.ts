import {
  checkOptions,
  defineParticle,
  is,
  leafKind,
  optional,
  ParticleError,
  type Particle,
} from '@sora-particles/combinator-core';
import type { Range } from '@sora-particles/combinator-core/contract';
import { div, sub, tensor1d } from '@tensorflow/tfjs-core';
import type { NamedOptions } from '../internal/named.ts';
import { isRange, rangeOf, type UnitRange } from '../internal/range-option.ts';

/** Options of {@link normalize}. */
export interface NormalizeOptions<
  Mean extends readonly number[] = readonly number[],
  R extends Range = Range,
  Name extends string = string,
> extends NamedOptions<Name> {
  /** The mean of each channel, on the scale of `range`. */
  readonly mean: Mean;
  /** The standard deviation of each channel, on the scale of `range`; positive, as many as `mean`. */
  readonly standardDeviation: readonly number[];
  /** The scale of the images that `mean` and `standardDeviation` were measured on. Default `[0, 1]`. */
  readonly range?: R;
}

/** Made by {@link normalize}. */
export interface Normalize<
  Name extends string = string,
  Channels extends number = number,
  R extends Range = Range,
> extends Particle<
  Name,
  {
    readonly x: {
      readonly shape: readonly ['...lead', 'height', 'width', Channels];
      readonly dtype: 'float32';
      readonly layout: 'NHWC';
      readonly range: R;
    };
  },
  {
    readonly y: {
      readonly shape: readonly ['...lead', 'height', 'width', Channels];
      readonly like: 'x';
      readonly range: null;
    };
  },
  readonly []
> {}

/**
 * Standardises each channel: y = (x - mean) / standardDeviation. torchvision `Normalize`, Keras
 * `Normalization`.
 *
 * Input `x`: float32 `[...lead, height, width, channels]`, NHWC, of the stated range: the usual figures
 * for ImageNet are for [0, 1], and images in [0, 255] are refused.
 * Output `y`: the same shape, meaning of `x`, no range.
 *
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { normalize } from '@sora-particles/image-preprocess';
 *
 * const imageNet = normalize({
 *   mean: [0.485, 0.456, 0.406],
 *   standardDeviation: [0.229, 0.224, 0.225],
 * });
 * ```
 */
export function normalize<
  const Mean extends readonly number[],
  const R extends Range = UnitRange,
  const Name extends string = 'normalize',
>(options: NormalizeOptions<Mean, R, Name>): Normalize<Name, Mean['length'], R> {
  checkOptions('normalize', options, {
    mean: is.arrayOf(is.finite),
    standardDeviation: is.arrayOf(is.positive),
    range: optional(isRange),
    name: optional(is.string),
  });
  const { mean, standardDeviation, name = 'normalize' as Name } = options;
  const range = rangeOf(options.range);
  if (mean.length === 0 || mean.length !== standardDeviation.length) {
    throw new ParticleError({
      code: 'option-invalid',
      summary: "normalize(): 'mean' and 'standardDeviation' must have one number for each channel",
      path: 'normalize.standardDeviation',
      found: `${String(mean.length)} and ${String(standardDeviation.length)} numbers`,
    });
  }
  const channels: Mean['length'] = mean.length;
  return defineParticle({
    kind: 'image-preprocess/normalize@1',
    name,
    config: { mean, standardDeviation, range },
    input: {
      x: {
        shape: ['...lead', 'height', 'width', channels],
        dtype: 'float32',
        layout: 'NHWC',
        range,
      },
    },
    output: { y: { shape: ['...lead', 'height', 'width', channels], like: 'x', range: null } },
    flops: ['mul', '...lead', 'height', 'width', channels, 2],
    run: (_context, { x }) => ({
      outputs: { y: div(sub(x, tensor1d([...mean])), tensor1d([...standardDeviation])) },
    }),
  });
}

/** Registry entry of {@link normalize}. */
export const normalizeKind = leafKind(
  'image-preprocess/normalize@1',
  normalize<readonly number[], Range, string>,
);
