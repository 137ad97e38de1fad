import {
  checkOptions,
  defineParticle,
  is,
  isInitializer,
  leafKind,
  optional,
  type Initializer,
  type Particle,
} from '@sora-particles/combinator-core';
import { imagesInput, type Images, type ImagesInput } from '../images.ts';
import { convolve } from '../internal/convolve.ts';

/** Options of {@link expandChannels}. */
export interface ExpandChannelsOptions<
  Factor extends number = number,
  Name extends string = string,
> {
  /** How many channels come out for each that comes in; a positive integer. */
  readonly factor: Factor;
  /** Whether to add a bias. Default true; false before a normalisation, which has its own. */
  readonly useBias?: boolean;
  /** First values of the kernel. Default `'glorotUniform'`. */
  readonly kernelInitializer?: Initializer;
  /** First values of the bias. Default `'zeros'`. */
  readonly biasInitializer?: Initializer;
  /** Name in messages and paths. Default `'expandChannels'`. */
  readonly name?: Name;
}

/** Made by {@link expandChannels}. */
export interface ExpandChannels<
  Name extends string = string,
  Factor extends number = number,
> extends Particle<
  Name,
  { readonly x: ImagesInput },
  {
    readonly y: Images<readonly ['batch', 'height', 'width', readonly ['mul', 'channels', Factor]]>;
  },
  readonly []
> {}

/**
 * A 1 x 1 convolution whose number of filters follows from its input: factor times the channels. It is
 * `conv2d` for blocks that widen what they get without being told how wide that is.
 *
 * Input `x`: float32 `[batch, height, width, channels]`, NHWC. Output `y`: float32
 * `[batch, height, width, channels factor]`, NHWC.
 *
 * Parameters: `kernel` `[1, 1, channels, channels factor]`, by default Glorot uniform; `bias`
 * `[channels factor]`, by default zeros.
 *
 * Source: the expansion layer of Sandler et al. 2018, "MobileNetV2", https://arxiv.org/abs/1801.04381.
 *
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { expandChannels } from '@sora-particles/conv-recognizer';
 *
 * const wide = expandChannels({ factor: 6, useBias: false });
 * ```
 */
export function expandChannels<
  const Factor extends number,
  const Name extends string = 'expandChannels',
>(options: ExpandChannelsOptions<Factor, Name>): ExpandChannels<Name, Factor>;
export function expandChannels(options: ExpandChannelsOptions): ExpandChannels {
  checkOptions('expandChannels', options, {
    factor: is.positiveInteger,
    useBias: optional(is.boolean),
    kernelInitializer: optional(isInitializer),
    biasInitializer: optional(isInitializer),
    name: optional(is.string),
  });
  const {
    factor,
    useBias = true,
    kernelInitializer = 'glorotUniform',
    biasInitializer = 'zeros',
    name = 'expandChannels',
  } = options;
  const channels = ['mul', 'channels', factor] as const;
  return defineParticle({
    kind: 'conv-recognizer/expandChannels@1',
    name,
    config: { factor, useBias, kernelInitializer, biasInitializer },
    input: { x: imagesInput },
    output: {
      y: { shape: ['batch', 'height', 'width', channels], dtype: 'float32', layout: 'NHWC' },
    },
    params: {
      kernel: { shape: [1, 1, 'channels', channels], initializer: kernelInitializer },
      ...(useBias && { bias: { shape: [channels], initializer: biasInitializer } }),
    },
    flops: ['mul', 2, 'channels', channels, 'batch', 'height', 'width'],
    run: ({ training }, { x }, { kernel, bias }) => ({
      outputs: { y: convolve({ x, kernel, bias, training }) },
    }),
  });
}

/** Registry entry of {@link expandChannels}. */
export const expandChannelsKind = leafKind('conv-recognizer/expandChannels@1', expandChannels);
