import {
  chain,
  checkOptions,
  is,
  leafKind,
  optional,
  residual,
  type AnyParticle,
  type Particle,
} from '@sora-particles/combinator-core';
import { batchNormalization, input, relu } from '@sora-particles/combinator-core/elementary';
import type { Images } from '../images.ts';
import { defineBlock } from '../internal/define-block.ts';
import { conv2d } from '../layers/conv2d.ts';
import type { WindowHeight, WindowWidth } from '../window.ts';

/** What goes around a {@link residualBlock}: the input itself, or a 1 x 1 convolution of it. */
export type Shortcut = 'identity' | 'projection';

/** Options of {@link residualBlock}. */
export interface ResidualBlockOptions<
  Filters extends number = number,
  Strides extends number = number,
  Around extends Shortcut = Shortcut,
  Name extends string = string,
> {
  /** How many channels come out; a positive integer. */
  readonly filters: Filters;
  /** Pixels by which the first window moves. Default 1. */
  readonly strides?: Strides;
  /**
   * `'identity'` adds the input as it is, which needs `filters` channels and strides of 1;
   * `'projection'` adds a 1 x 1 convolution of it. Default: `'identity'` for strides of 1, otherwise
   * `'projection'`. Where only the channels change, ask for the projection.
   */
  readonly shortcut?: Around;
  /** Normalise and activate before each convolution rather than after it. Default false. */
  readonly preActivation?: boolean;
  /** Name in messages and paths. Default `'residualBlock'`. */
  readonly name?: Name;
}

/** Made by {@link residualBlock}. */
export interface ResidualBlock<
  Name extends string = string,
  Filters extends number = number,
  Strides extends number = number,
  Around extends Shortcut = Shortcut,
> extends Particle<
  Name,
  {
    readonly x: Images<
      readonly ['batch', 'height', 'width', Around extends 'identity' ? Filters : 'channels']
    >;
  },
  {
    readonly y: Images<
      readonly ['batch', WindowHeight<1, Strides, 'same'>, WindowWidth<1, Strides, 'same'>, Filters]
    >;
  },
  readonly []
> {}

/** The shortcut that follows from the strides. */
export type DefaultShortcut<Strides extends number> = Strides extends 1 ? 'identity' : 'projection';

/**
 * Basic residual block of a ResNet: two 3 x 3 convolutions with a way around them.
 *
 * By default as in the first paper (post-activation): y = relu(norm2(conv2(relu(norm1(conv1(x))))) +
 * shortcut(x)), where a projection is conv and norm. With `preActivation` as in the second:
 * y = conv2(relu(norm2(conv1(h)))) + shortcut, where h = relu(norm1(x)), and the shortcut is x itself
 * or, as a projection, conv(h). The second keeps the way around free and trains better beyond some
 * hundred layers; the end of a stack of them needs a normalisation and an activation.
 *
 * Input `x`: float32 `[batch, height, width, channels]`, NHWC; `filters` channels if the shortcut is the
 * identity. Output `y`: float32 `[batch, ceil(height / strides), ceil(width / strides), filters]`.
 *
 * Parameters: `conv1`, `norm1`, `conv2`, `norm2` and, for a projection, `shortcut`, each under its own
 * path; kernels He normal, without biases.
 *
 * Sources: He et al. 2015, https://arxiv.org/abs/1512.03385; He et al. 2016,
 * https://arxiv.org/abs/1603.05027.
 *
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid`, `name-invalid`;
 *   `axis-mismatch` for an identity around strides.
 *
 * @example
 * ```ts
 * import { compose } from '@sora-particles/combinator-core';
 * import { residualBlock } from '@sora-particles/conv-recognizer';
 *
 * const stage = compose(residualBlock({ filters: 32, strides: 2 })).to(residualBlock({ filters: 32 }));
 * ```
 */
export function residualBlock<
  const Filters extends number,
  const Strides extends number = 1,
  const Around extends Shortcut = DefaultShortcut<Strides>,
  const Name extends string = 'residualBlock',
>(
  options: ResidualBlockOptions<Filters, Strides, Around, Name>,
): ResidualBlock<Name, Filters, Strides, Around>;
export function residualBlock(options: ResidualBlockOptions): ResidualBlock {
  checkOptions('residualBlock', options, {
    filters: is.positiveInteger,
    strides: optional(is.positiveInteger),
    shortcut: optional(is.oneOf('identity', 'projection')),
    preActivation: optional(is.boolean),
    name: optional(is.string),
  });
  const {
    filters,
    strides = 1,
    shortcut = strides === 1 ? 'identity' : 'projection',
    preActivation = false,
    name = 'residualBlock',
  } = options;
  const size = { filters, strides, isProjected: shortcut === 'projection' };
  return defineBlock(
    {
      kind: 'conv-recognizer/residualBlock@1',
      name,
      config: { filters, strides, shortcut, preActivation },
    },
    preActivation ? preActivated(size) : postActivated(size),
  ) as ResidualBlock;
}

interface BlockSize {
  readonly filters: number;
  readonly strides: number;
  readonly isProjected: boolean;
}

function postActivated({ filters, strides, isProjected }: BlockSize): AnyParticle {
  const body = chain([
    convolution('conv1', 3, filters, strides),
    batchNormalization({ name: 'norm1' }),
    relu({ name: 'relu1' }),
    convolution('conv2', 3, filters),
    batchNormalization({ name: 'norm2' }),
  ]);
  const projection = chain([
    convolution('conv', 1, filters, strides),
    batchNormalization({ name: 'norm' }),
  ]);
  return chain([around(body, isProjected ? projection : undefined), relu({ name: 'relu2' })]);
}

function preActivated({ filters, strides, isProjected }: BlockSize): AnyParticle {
  const start = input({
    shape: ['batch', 'height', 'width', 'channels'],
    dtype: 'float32',
    layout: 'NHWC',
  });
  const before = [batchNormalization({ name: 'norm1' }), relu({ name: 'relu1' })];
  const body = [
    convolution('conv1', 3, filters, strides),
    batchNormalization({ name: 'norm2' }),
    relu({ name: 'relu2' }),
    convolution('conv2', 3, filters),
  ];
  return isProjected
    ? chain([start, ...before, around(chain(body), convolution('conv', 1, filters, strides))])
    : around(chain([start, ...before, ...body]), undefined);
}

function around(body: AnyParticle, shortcut: AnyParticle | undefined): AnyParticle {
  return shortcut === undefined ? residual(body) : residual(body, { shortcut });
}

function convolution(name: string, kernelSize: number, filters: number, strides = 1): AnyParticle {
  return conv2d({
    name,
    filters,
    kernelSize,
    strides,
    padding: 'same',
    useBias: false,
    kernelInitializer: 'heNormal',
  });
}

/** Registry entry of {@link residualBlock}. */
export const residualBlockKind = leafKind('conv-recognizer/residualBlock@1', residualBlock);
