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
import { batchNormalization, relu6 } from '@sora-particles/combinator-core/elementary';
import type { Images } from '../images.ts';
import { defineBlock } from '../internal/define-block.ts';
import { conv2d } from '../layers/conv2d.ts';
import { depthwiseConv2d } from '../layers/depthwise-conv2d.ts';
import { expandChannels } from '../layers/expand-channels.ts';
import type { WindowHeight, WindowWidth } from '../window.ts';

/** Options of {@link invertedResidualBlock}. */
export interface InvertedResidualBlockOptions<
  Filters extends number = number,
  Strides extends number = number,
  Around extends boolean = boolean,
  Name extends string = string,
> {
  /** How many channels come out; a positive integer. */
  readonly filters: Filters;
  /** By how much the block is wider inside than its input; a positive integer. Default 6. */
  readonly expansion?: number;
  /** Pixels by which the window moves. Default 1. */
  readonly strides?: Strides;
  /** Height and width of the depthwise window, in pixels. Default 3. */
  readonly kernelSize?: number;
  /**
   * Whether the input is added to the output, which needs `filters` channels and strides of 1.
   * Default: whether the strides are 1. Where only the channels change, say false.
   */
  readonly shortcut?: Around;
  /** Name in messages and paths. Default `'invertedResidualBlock'`. */
  readonly name?: Name;
}

/** Made by {@link invertedResidualBlock}. */
export interface InvertedResidualBlock<
  Name extends string = string,
  Filters extends number = number,
  Strides extends number = number,
  Around extends boolean = boolean,
> extends Particle<
  Name,
  {
    readonly x: Images<
      readonly ['batch', 'height', 'width', Around extends true ? Filters : 'channels']
    >;
  },
  {
    readonly y: Images<
      readonly ['batch', WindowHeight<1, Strides, 'same'>, WindowWidth<1, Strides, 'same'>, Filters]
    >;
  },
  readonly []
> {}

/**
 * Inverted residual block of MobileNetV2: thin at its ends, wide inside. y = norm(project(relu6(norm(
 * depthwise(relu6(norm(expand(x)))))))), plus x if there is a shortcut. The end is linear on purpose:
 * an activation there would destroy what the few channels hold.
 *
 * Input `x`: float32 `[batch, height, width, channels]`, NHWC; `filters` channels if there is a
 * shortcut. Output `y`: float32 `[batch, ceil(height / strides), ceil(width / strides), filters]`.
 *
 * Parameters: `expand` (unless the expansion is 1), `depthwise`, `project`, each a kernel without bias
 * and He normal (the depthwise one counts the inputs of one channel), and normalisations `expandNorm`,
 * `depthwiseNorm`, `projectNorm`.
 *
 * Source: Sandler et al. 2018, https://arxiv.org/abs/1801.04381.
 *
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid`, `name-invalid`;
 *   `axis-mismatch` for a shortcut around strides.
 *
 * @example
 * ```ts
 * import { compose } from '@sora-particles/combinator-core';
 * import { invertedResidualBlock } from '@sora-particles/conv-recognizer';
 *
 * const stage = compose(invertedResidualBlock({ filters: 24, strides: 2 })).to(
 *   invertedResidualBlock({ filters: 24 }),
 * );
 * ```
 */
export function invertedResidualBlock<
  const Filters extends number,
  const Strides extends number = 1,
  const Around extends boolean = Strides extends 1 ? true : false,
  const Name extends string = 'invertedResidualBlock',
>(
  options: InvertedResidualBlockOptions<Filters, Strides, Around, Name>,
): InvertedResidualBlock<Name, Filters, Strides, Around>;
export function invertedResidualBlock(
  options: InvertedResidualBlockOptions,
): InvertedResidualBlock {
  checkOptions('invertedResidualBlock', options, {
    filters: is.positiveInteger,
    expansion: optional(is.positiveInteger),
    strides: optional(is.positiveInteger),
    kernelSize: optional(is.positiveInteger),
    shortcut: optional(is.boolean),
    name: optional(is.string),
  });
  const {
    filters,
    expansion = 6,
    strides = 1,
    kernelSize = 3,
    shortcut = strides === 1,
    name = 'invertedResidualBlock',
  } = options;
  const plain = { useBias: false, kernelInitializer: 'heNormal' } as const;
  const body = chain([
    ...(expansion === 1
      ? []
      : [expandChannels({ ...plain, factor: expansion, name: 'expand' }), ...normalised('expand')]),
    depthwiseConv2d({
      useBias: false,
      // He normal of one channel: what the initialiser by name makes of the channels is far too small.
      kernelInitializer: { type: 'normal', mean: 0, standardDeviation: Math.SQRT2 / kernelSize },
      kernelSize,
      strides,
      padding: 'same',
      name: 'depthwise',
    }),
    ...normalised('depthwise'),
    conv2d({ ...plain, filters, kernelSize: 1, name: 'project' }),
    batchNormalization({ name: 'projectNorm' }),
  ]);
  return defineBlock(
    {
      kind: 'conv-recognizer/invertedResidualBlock@1',
      name,
      config: { filters, expansion, strides, kernelSize, shortcut },
    },
    shortcut ? residual(body) : body,
  ) as InvertedResidualBlock;
}

function normalised(name: string): readonly AnyParticle[] {
  return [batchNormalization({ name: `${name}Norm` }), relu6({ name: `${name}Relu` })];
}

/** Registry entry of {@link invertedResidualBlock}. */
export const invertedResidualBlockKind = leafKind(
  'conv-recognizer/invertedResidualBlock@1',
  invertedResidualBlock,
);
