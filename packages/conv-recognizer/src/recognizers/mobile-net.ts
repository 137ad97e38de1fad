import { checkOptions, is, optional, type AnyParticle } from '@sora-particles/combinator-core';
import { batchNormalization, relu6, rescale } from '@sora-particles/combinator-core/elementary';
import { invertedResidualBlock } from '../blocks/inverted-residual-block.ts';
import { conv2d } from '../layers/conv2d.ts';
import { globalAveragePool } from '../pooling/global-average-pool.ts';
import { assembleRecognizer, isImageSize, type ImageSize, type Recognizer } from './recognizer.ts';

/** Options of {@link mobileNet}. */
export interface MobileNetOptions<
  Size extends ImageSize = ImageSize,
  Classes extends number = number,
> {
  /** `[height, width, channels]` of the images. Default `[224, 224, 3]`. */
  readonly input?: Size;
  /** Number of classes; a positive integer. Default 1000. */
  readonly classes?: Classes;
  /** Factor on the numbers of channels, which stay multiples of 8; positive. Default 1. */
  readonly alpha?: number;
  /**
   * By how much height and width shrink up to the last convolution: 32, 16, 8 or 4. Smaller for small
   * images, e.g. 8 for 32 x 32. Default 32.
   */
  readonly outputStride?: 32 | 16 | 8 | 4;
  /** Share of the features that is dropped while training, from 0 up to but without 1. Default 0.2. */
  readonly dropout?: number;
}

/**
 * Table 2 of the paper: expansion, channels, number of blocks, and which halving of the image the stage
 * begins with (0: none). The first halving is the convolution before the stages.
 */
const STAGES = [
  [1, 16, 1, 0],
  [6, 24, 2, 2],
  [6, 32, 3, 3],
  [6, 64, 4, 4],
  [6, 96, 3, 0],
  [6, 160, 3, 5],
  [6, 320, 1, 0],
] as const;

/**
 * MobileNetV2: a convolution, 17 inverted residual blocks, a 1 x 1 convolution, the mean over the
 * image, and the logits. 3,504,872 trainable parameters and 0.6 GFLOP an image with the default
 * options. It is the network of Keras' `MobileNetV2`, down to the weights: pixels are first brought
 * from [0, 1] to [-1, 1], as there.
 *
 * Input `x`: float32 `[batch, height, width, channels]`, range [0, 1], NHWC, an image. Output `y`:
 * float32 `[batch, classes]`, logits.
 *
 * Parameters: `features/conv`, `features/norm`, `features/block0` to `block16` as in
 * `invertedResidualBlock`, `features/lastConv`, `features/lastNorm`, and `logits`.
 *
 * Source: Sandler et al. 2018, https://arxiv.org/abs/1801.04381. `outputStride` is ours: the first of
 * the strides are taken as 1.
 *
 * @throws ParticleError `option-unknown`, `option-invalid`.
 *
 * @example
 * ```ts
 * import { mobileNet } from '@sora-particles/conv-recognizer';
 *
 * const photos = mobileNet({ classes: 5, alpha: 0.5 });
 * const icons = mobileNet({ input: [32, 32, 3], classes: 10, outputStride: 8 });
 * ```
 */
export function mobileNet<
  const Size extends ImageSize = readonly [224, 224, 3],
  const Classes extends number = 1000,
>(options?: MobileNetOptions<Size, Classes>): Recognizer<Size, Classes>;
export function mobileNet(options: MobileNetOptions = {}): Recognizer {
  checkOptions('mobileNet', options, {
    input: optional(isImageSize),
    classes: optional(is.positiveInteger),
    alpha: optional(is.positive),
    outputStride: optional(is.oneOf(32, 16, 8, 4)),
    dropout: optional(is.fraction),
  });
  const {
    input = [224, 224, 3],
    classes = 1000,
    alpha = 1,
    outputStride = 32,
    dropout = 0.2,
  } = options;
  const left = Math.log2(32 / outputStride);
  const stridesOf = (halving: number): number => (halving > left ? 2 : 1);
  const filters = (channels: number): number => multipleOf8(channels * alpha);
  return assembleRecognizer({
    input,
    features: [
      rescale({ from: [0, 1], to: [-1, 1] }),
      ...convolution('conv', 'norm', 'relu', filters(32), 3, stridesOf(1)),
      ...blocks(filters, stridesOf),
      ...convolution('lastConv', 'lastNorm', 'lastRelu', Math.max(1280, filters(1280)), 1, 1),
      globalAveragePool({ name: 'pool' }),
    ],
    dropout,
    classes,
  });
}

function blocks(
  filters: (channels: number) => number,
  stridesOf: (halving: number) => number,
): readonly AnyParticle[] {
  const plans = STAGES.flatMap(([expansion, channels, count, halving]) =>
    Array.from({ length: count }, (_, i) => ({
      expansion,
      filters: filters(channels),
      strides: i === 0 ? stridesOf(halving) : 1,
      // Only where a stage goes on are the channels sure to stay.
      shortcut: i > 0,
    })),
  );
  return plans.map((plan, i) => invertedResidualBlock({ ...plan, name: `block${String(i)}` }));
}

function convolution(
  name: string,
  norm: string,
  activation: string,
  filters: number,
  kernelSize: number,
  strides: number,
): readonly AnyParticle[] {
  return [
    conv2d({
      filters,
      kernelSize,
      strides,
      padding: 'same',
      useBias: false,
      kernelInitializer: 'heNormal',
      name,
    }),
    batchNormalization({ name: norm }),
    relu6({ name: activation }),
  ];
}

/** The nearest multiple of 8, at least 8, and never below nine tenths of the number. */
function multipleOf8(channels: number): number {
  const rounded = Math.max(8, Math.floor((channels + 4) / 8) * 8);
  return rounded < 0.9 * channels ? rounded + 8 : rounded;
}
