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
import { convolve } from '../internal/convolve.ts';
import { pairOf } from '../internal/size.ts';
import { windowOf } from '../internal/window.ts';
import type { Size2d } from '../size.ts';
import {
  convolutionChecks,
  withDefaults,
  type ConvolutionOptions,
  type ConvolutionOutput,
} from './convolution-options.ts';

/** Options of {@link conv2d}. */
export interface Conv2dOptions<
  Filters extends number = number,
  Kernel extends Size2d = Size2d,
  Strides extends Size2d = Size2d,
  Border extends Padding = Padding,
  Dilation extends Size2d = Size2d,
  Name extends string = string,
> extends ConvolutionOptions<Kernel, Strides, Border, Dilation, Name> {
  /** How many channels come out; a positive integer. */
  readonly filters: Filters;
  /** First values of the kernel. Default `'glorotUniform'`. */
  readonly kernelInitializer?: Initializer;
}

/** Made by {@link conv2d}. */
export interface Conv2d<
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
 * 2D convolution: y[b, i, j, f] = activation(sum over u, v, c of
 * x[b, i strides + u dilation, j strides + v dilation, c] kernel[u, v, c, f] + bias[f]). As everywhere
 * in the field it is a correlation: the kernel is not mirrored. PyTorch `Conv2d`, Keras `Conv2D`.
 *
 * Input `x`: float32 `[batch, height, width, channels]`, NHWC. Output `y`: float32
 * `[batch, window(height), window(width), filters]`, NHWC, where for padding `'valid'` window(n) =
 * floor((n - (kernel - 1) dilation - 1) / strides) + 1, and for `'same'` it is ceil(n / strides).
 *
 * Parameters: `kernel` `[kernelHeight, kernelWidth, channels, filters]`, by default Glorot uniform;
 * `bias` `[filters]`, by default zeros.
 *
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid`, `name-invalid`.
 *   A window larger than its input is a `dimension-invalid` of the composition.
 *
 * @example
 * ```ts
 * import { conv2d } from '@sora-particles/conv-recognizer';
 *
 * const edges = conv2d({ filters: 32, kernelSize: 3, activation: 'relu' });
 * const halved = conv2d({ filters: 64, kernelSize: [3, 5], strides: 2, padding: 'same', name: 'down' });
 * ```
 */
export function conv2d<
  const Filters extends number,
  const Kernel extends Size2d,
  const Strides extends Size2d = 1,
  const Border extends Padding = 'valid',
  const Dilation extends Size2d = 1,
  const Name extends string = 'conv2d',
>(
  options: Conv2dOptions<Filters, Kernel, Strides, Border, Dilation, Name>,
): Conv2d<Name, Filters, Kernel, Strides, Border, Dilation>;
export function conv2d(options: Conv2dOptions): Conv2d {
  checkOptions('conv2d', options, {
    ...convolutionChecks,
    filters: is.positiveInteger,
    kernelInitializer: optional(isInitializer),
  });
  const { filters, kernelInitializer = 'glorotUniform', name = 'conv2d' } = options;
  const settings = withDefaults('conv2d', options);
  const [height, width] = windowOf(settings);
  const [kernelHeight, kernelWidth] = pairOf(settings.kernelSize);
  const biasSpec = { shape: [filters], initializer: settings.biasInitializer };
  return defineParticle({
    kind: 'conv-recognizer/conv2d@1',
    name,
    config: { filters, kernelInitializer, ...settings },
    input: { x: imagesInput },
    output: { y: { shape: ['batch', height, width, filters], dtype: 'float32', layout: 'NHWC' } },
    params: {
      kernel: {
        shape: [kernelHeight, kernelWidth, 'channels', filters],
        initializer: kernelInitializer,
      },
      ...(settings.useBias && { bias: biasSpec }),
    },
    flops: ['mul', 2 * kernelHeight * kernelWidth, 'channels', filters, 'batch', height, width],
    run: ({ training }, { x }, { kernel, bias }) => ({
      outputs: { y: convolve({ ...settings, x, kernel, bias, training }) },
    }),
  });
}

/** Registry entry of {@link conv2d}. */
export const conv2dKind = leafKind('conv-recognizer/conv2d@1', conv2d);
