import {
  checkOptions,
  defineParticle,
  is,
  isInitializer,
  leafKind,
  optional,
  type Initializer,
  type Padding,
  type Particle,
} from '@sora-particles/combinator-core';
import { imagesInput, type ImagesInput } from '../images.ts';
import { convolveDepthwise } from '../internal/convolve.ts';
import { pairOf } from '../internal/size.ts';
import { windowOf } from '../internal/window.ts';
import type { Size2d } from '../size.ts';
import {
  convolutionChecks,
  withDefaults,
  type ConvolutionOptions,
  type ConvolutionOutput,
} from './convolution-options.ts';

/** Options of {@link depthwiseConv2d}. */
export interface DepthwiseConv2dOptions<
  Kernel extends Size2d = Size2d,
  Strides extends Size2d = Size2d,
  Border extends Padding = Padding,
  Dilation extends Size2d = Size2d,
  Multiplier extends number = number,
  Name extends string = string,
> extends ConvolutionOptions<Kernel, Strides, Border, Dilation, Name> {
  /** How many channels are made of each; a positive integer. Default 1. */
  readonly depthMultiplier?: Multiplier;
  /** First values of the kernel. Default `'glorotUniform'`. */
  readonly kernelInitializer?: Initializer;
}

/** Made by {@link depthwiseConv2d}. */
export interface DepthwiseConv2d<
  Name extends string = string,
  Kernel extends Size2d = Size2d,
  Strides extends Size2d = Size2d,
  Border extends Padding = Padding,
  Dilation extends Size2d = Size2d,
  Multiplier extends number = number,
> extends Particle<
  Name,
  { readonly x: ImagesInput },
  {
    readonly y: ConvolutionOutput<
      Kernel,
      Strides,
      Border,
      Dilation,
      readonly ['mul', 'channels', Multiplier]
    >;
  },
  readonly []
> {}

/**
 * 2D convolution of each channel by itself: y[b, i, j, c m + k] = activation(sum over u, v of
 * x[b, i strides + u dilation, j strides + v dilation, c] kernel[u, v, c, k] + bias[c m + k]), with m
 * the depth multiplier. PyTorch `Conv2d` with `groups` = channels, Keras `DepthwiseConv2D`.
 *
 * Input `x`: float32 `[batch, height, width, channels]`, NHWC. Output `y`: float32
 * `[batch, window(height), window(width), channels m]`, NHWC, with the window of `conv2d`.
 *
 * Parameters: `kernel` `[kernelHeight, kernelWidth, channels, m]`, by default Glorot uniform; `bias`
 * `[channels m]`, by default zeros.
 *
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid`, `name-invalid`.
 *   A window larger than its input is a `dimension-invalid` of the composition.
 *
 * @example
 * ```ts
 * import { depthwiseConv2d } from '@sora-particles/conv-recognizer';
 *
 * const blurred = depthwiseConv2d({ kernelSize: 3, padding: 'same', useBias: false });
 * ```
 */
export function depthwiseConv2d<
  const Kernel extends Size2d,
  const Strides extends Size2d = 1,
  const Border extends Padding = 'valid',
  const Dilation extends Size2d = 1,
  const Multiplier extends number = 1,
  const Name extends string = 'depthwiseConv2d',
>(
  options: DepthwiseConv2dOptions<Kernel, Strides, Border, Dilation, Multiplier, Name>,
): DepthwiseConv2d<Name, Kernel, Strides, Border, Dilation, Multiplier>;
export function depthwiseConv2d(options: DepthwiseConv2dOptions): DepthwiseConv2d {
  checkOptions('depthwiseConv2d', options, {
    ...convolutionChecks,
    depthMultiplier: optional(is.positiveInteger),
    kernelInitializer: optional(isInitializer),
  });
  const {
    depthMultiplier = 1,
    kernelInitializer = 'glorotUniform',
    name = 'depthwiseConv2d',
  } = options;
  const settings = withDefaults('depthwiseConv2d', options);
  const [height, width] = windowOf(settings);
  const [kernelHeight, kernelWidth] = pairOf(settings.kernelSize);
  const channels = ['mul', 'channels', depthMultiplier] as const;
  const biasSpec = { shape: [channels], initializer: settings.biasInitializer };
  return defineParticle({
    kind: 'conv-recognizer/depthwiseConv2d@1',
    name,
    config: { depthMultiplier, kernelInitializer, ...settings },
    input: { x: imagesInput },
    output: { y: { shape: ['batch', height, width, channels], dtype: 'float32', layout: 'NHWC' } },
    params: {
      kernel: {
        shape: [kernelHeight, kernelWidth, 'channels', depthMultiplier],
        initializer: kernelInitializer,
      },
      ...(settings.useBias && { bias: biasSpec }),
    },
    flops: ['mul', 2 * kernelHeight * kernelWidth, channels, 'batch', height, width],
    run: ({ training }, { x }, { kernel, bias }) => ({
      outputs: { y: convolveDepthwise({ ...settings, x, kernel, bias, training }) },
    }),
  });
}

/** Registry entry of {@link depthwiseConv2d}. */
export const depthwiseConv2dKind = leafKind('conv-recognizer/depthwiseConv2d@1', depthwiseConv2d);
