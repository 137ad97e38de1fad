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
import { convolve, convolveDepthwise } from '../internal/convolve.ts';
import { pairOf } from '../internal/size.ts';
import { windowOf } from '../internal/window.ts';
import type { Size2d } from '../size.ts';
import {
  convolutionChecks,
  withDefaults,
  type ConvolutionOptions,
  type ConvolutionOutput,
} from './convolution-options.ts';

/** Options of {@link separableConv2d}. */
export interface SeparableConv2dOptions<
  Filters extends number = number,
  Kernel extends Size2d = Size2d,
  Strides extends Size2d = Size2d,
  Border extends Padding = Padding,
  Dilation extends Size2d = Size2d,
  Name extends string = string,
> extends ConvolutionOptions<Kernel, Strides, Border, Dilation, Name> {
  /** How many channels come out; a positive integer. */
  readonly filters: Filters;
  /** How many channels the depthwise step makes of each; a positive integer. Default 1. */
  readonly depthMultiplier?: number;
  /** First values of the depthwise kernel. Default `'glorotUniform'`. */
  readonly depthwiseInitializer?: Initializer;
  /** First values of the pointwise kernel. Default `'glorotUniform'`. */
  readonly pointwiseInitializer?: Initializer;
}

/** Made by {@link separableConv2d}. */
export interface SeparableConv2d<
  Name extends string = string,
  Filters extends number = number,
  Kernel extends Size2d = Size2d,
  Strides extends Size2d = Size2d,
  Border extends Padding = Padding,
  Dilation extends Size2d = Size2d,
> extends Particle<
  Name,
  { readonly x: ImagesInput },
  { readonly y: ConvolutionOutput<Kernel, Strides, Border, Dilation, Filters> },
  readonly []
> {}

/**
 * Depthwise separable convolution: a convolution of each channel by itself, then one of 1 x 1 over the
 * channels: y = activation(pointwise(depthwise(x)) + bias). Roughly kernelHeight kernelWidth times
 * cheaper than `conv2d`. Keras `SeparableConv2D`.
 *
 * Input `x`: float32 `[batch, height, width, channels]`, NHWC. Output `y`: float32
 * `[batch, window(height), window(width), filters]`, NHWC, with the window of `conv2d`.
 *
 * Parameters, m being the depth multiplier: `depthwiseKernel` `[kernelHeight, kernelWidth, channels,
 * m]` and `pointwiseKernel` `[1, 1, channels m, filters]`, by default Glorot uniform; `bias`
 * `[filters]`, by default zeros.
 *
 * Source: Chollet 2016, "Xception", https://arxiv.org/abs/1610.02357.
 *
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid`, `name-invalid`.
 *   A window larger than its input is a `dimension-invalid` of the composition.
 *
 * @example
 * ```ts
 * import { separableConv2d } from '@sora-particles/conv-recognizer';
 *
 * const features = separableConv2d({ filters: 64, kernelSize: 3, padding: 'same', activation: 'relu' });
 * ```
 */
export function separableConv2d<
  const Filters extends number,
  const Kernel extends Size2d,
  const Strides extends Size2d = 1,
  const Border extends Padding = 'valid',
  const Dilation extends Size2d = 1,
  const Name extends string = 'separableConv2d',
>(
  options: SeparableConv2dOptions<Filters, Kernel, Strides, Border, Dilation, Name>,
): SeparableConv2d<Name, Filters, Kernel, Strides, Border, Dilation>;
export function separableConv2d(options: SeparableConv2dOptions): SeparableConv2d {
  checkOptions('separableConv2d', options, {
    ...convolutionChecks,
    filters: is.positiveInteger,
    depthMultiplier: optional(is.positiveInteger),
    depthwiseInitializer: optional(isInitializer),
    pointwiseInitializer: optional(isInitializer),
  });
  const {
    filters,
    depthMultiplier = 1,
    depthwiseInitializer = 'glorotUniform',
    pointwiseInitializer = 'glorotUniform',
    name = 'separableConv2d',
  } = options;
  const settings = withDefaults('separableConv2d', options);
  const { activation } = settings;
  const [height, width] = windowOf(settings);
  const [kernelHeight, kernelWidth] = pairOf(settings.kernelSize);
  const perPosition = 2 * depthMultiplier * (kernelHeight * kernelWidth + filters);
  const biasSpec = { shape: [filters], initializer: settings.biasInitializer };
  return defineParticle({
    kind: 'conv-recognizer/separableConv2d@1',
    name,
    config: { filters, depthMultiplier, depthwiseInitializer, pointwiseInitializer, ...settings },
    input: { x: imagesInput },
    output: { y: { shape: ['batch', height, width, filters], dtype: 'float32', layout: 'NHWC' } },
    params: {
      depthwiseKernel: {
        shape: [kernelHeight, kernelWidth, 'channels', depthMultiplier],
        initializer: depthwiseInitializer,
      },
      pointwiseKernel: {
        shape: [1, 1, ['mul', 'channels', depthMultiplier], filters],
        initializer: pointwiseInitializer,
      },
      ...(settings.useBias && { bias: biasSpec }),
    },
    flops: ['mul', perPosition, 'channels', 'batch', height, width],
    run: ({ training }, { x }, { depthwiseKernel, pointwiseKernel, bias }) => {
      const each = convolveDepthwise({
        ...settings,
        x,
        kernel: depthwiseKernel,
        activation: 'linear',
        training,
      });
      const pointwise = { x: each, kernel: pointwiseKernel, bias, activation, training };
      return { outputs: { y: convolve(pointwise) } };
    },
  });
}

/** Registry entry of {@link separableConv2d}. */
export const separableConv2dKind = leafKind('conv-recognizer/separableConv2d@1', separableConv2d);
