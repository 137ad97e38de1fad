import {
  is,
  isInitializer,
  optional,
  ParticleError,
  type Initializer,
  type Padding,
} from '@sora-particles/combinator-core';
import { activationNames, type ActivationName } from '@sora-particles/combinator-core/elementary';
import type { Images } from '../images.ts';
import { copyOf, isPadding, isSize2d, pairOf } from '../internal/size.ts';
import type { Size2d } from '../size.ts';
import type { WindowHeight, WindowWidth } from '../window.ts';

/** Options that all convolutions have. */
export interface ConvolutionOptions<
  Kernel extends Size2d = Size2d,
  Strides extends Size2d = Size2d,
  Border extends Padding = Padding,
  Dilation extends Size2d = Size2d,
  Name extends string = string,
> {
  /** Height and width of the window, in pixels. */
  readonly kernelSize: Kernel;
  /** Pixels by which the window moves. Default 1. */
  readonly strides?: Strides;
  /** `'valid'` keeps the window inside, `'same'` pads with zeros. Default `'valid'`. */
  readonly padding?: Border;
  /** Distance of neighbouring pixels of the window. Default 1. Above 1 it needs strides of 1. */
  readonly dilation?: Dilation;
  /** Whether to add a bias. Default true; false before a normalisation, which has its own. */
  readonly useBias?: boolean;
  /** First values of the bias. Default `'zeros'`. */
  readonly biasInitializer?: Initializer;
  /** Function applied to the output. Default `'linear'`: none. */
  readonly activation?: ActivationName;
  /** Name in messages and paths. Default: the factory's own. */
  readonly name?: Name;
}

/** What comes out of a convolution. */
export type ConvolutionOutput<
  Kernel extends Size2d,
  Strides extends Size2d,
  Border extends Padding,
  Dilation extends Size2d,
  Channels,
> = Images<
  readonly [
    'batch',
    WindowHeight<Kernel, Strides, Border, Dilation>,
    WindowWidth<Kernel, Strides, Border, Dilation>,
    Channels,
  ]
>;

/** Checks of {@link ConvolutionOptions}, for `checkOptions`. */
export const convolutionChecks = {
  kernelSize: isSize2d,
  strides: optional(isSize2d),
  padding: optional(isPadding),
  dilation: optional(isSize2d),
  useBias: optional(is.boolean),
  biasInitializer: optional(isInitializer),
  activation: optional(is.oneOf(...activationNames)),
  name: optional(is.string),
} as const;

/**
 * {@link ConvolutionOptions} with their defaults, the name apart.
 *
 * @throws ParticleError `option-invalid` for strides together with dilation, which no backend
 *   computes.
 */
export function withDefaults(
  owner: string,
  options: ConvolutionOptions,
): Required<Omit<ConvolutionOptions, 'name'>> {
  const {
    kernelSize,
    strides = 1,
    padding = 'valid',
    dilation = 1,
    useBias = true,
    biasInitializer = 'zeros',
    activation = 'linear',
  } = options;
  if (!isOne(strides) && !isOne(dilation)) {
    throw new ParticleError({
      code: 'option-invalid',
      summary: `${owner}(): 'dilation' above 1 needs strides of 1`,
      path: `${owner}.dilation`,
      expected: 'strides of 1, or dilation of 1',
      found: `strides ${JSON.stringify(strides)}, dilation ${JSON.stringify(dilation)}`,
    });
  }
  return {
    kernelSize: copyOf(kernelSize),
    strides: copyOf(strides),
    padding,
    dilation: copyOf(dilation),
    useBias,
    biasInitializer,
    activation,
  };
}

function isOne(size: Size2d): boolean {
  return pairOf(size).every((length) => length === 1);
}
