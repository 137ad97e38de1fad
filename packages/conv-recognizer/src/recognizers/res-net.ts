import {
  checkOptions,
  is,
  optional,
  ParticleError,
  type AnyParticle,
} from '@sora-particles/combinator-core';
import { batchNormalization, relu } from '@sora-particles/combinator-core/elementary';
import { residualBlock } from '../blocks/residual-block.ts';
import { conv2d } from '../layers/conv2d.ts';
import { globalAveragePool } from '../pooling/global-average-pool.ts';
import {
  assembleRecognizer,
  isImageSize,
  scaled,
  type ImageSize,
  type Recognizer,
} from './recognizer.ts';

/** Options of {@link resNet}. */
export interface ResNetOptions<
  Size extends ImageSize = ImageSize,
  Classes extends number = number,
> {
  /** `[height, width, channels]` of the images. Default `[32, 32, 3]`. */
  readonly input?: Size;
  /** Number of classes; a positive integer. Default 10. */
  readonly classes?: Classes;
  /** Number of layers, 6 n + 2 for n blocks a stage: 8, 14, 20, 32, 44, 56, 110 ... 1202. Default 20. */
  readonly depth?: number;
  /** Factor on the numbers of channels; positive. Default 1: 16, 32 and 64. */
  readonly width?: number;
  /** Normalise and activate before each convolution, as the second paper does. Default false. */
  readonly preActivation?: boolean;
  /** Share of the features that is dropped while training, from 0 up to but without 1. Default 0. */
  readonly dropout?: number;
}

/** Channels of the three stages. */
const STAGES = [16, 32, 64] as const;

/** The deepest network of the paper. */
const DEEPEST = 1202;

/**
 * A ResNet for small images, as for CIFAR-10: a convolution of 3 x 3, three stages of n residual blocks
 * with 16, 32 and 64 channels, of which the second and third begin by halving height and width, the
 * mean over the image, and the logits. 272,474 trainable parameters and 83 MFLOP an image with the
 * default options; 2,752 of them are in the two projections, for which the paper has shortcuts without
 * parameters.
 *
 * Input `x`: float32 `[batch, height, width, channels]`, range [0, 1], NHWC, an image. Output `y`:
 * float32 `[batch, classes]`, logits.
 *
 * Parameters: `features/conv`, `features/norm`, `features/stage1_block1` and so on as in
 * `residualBlock`, and `logits`.
 *
 * Sources: He et al. 2015, section 4.2, https://arxiv.org/abs/1512.03385; He et al. 2016,
 * https://arxiv.org/abs/1603.05027; `width` as in Zagoruyko and Komodakis 2016,
 * https://arxiv.org/abs/1605.07146.
 *
 * @throws ParticleError `option-unknown`, `option-invalid`.
 *
 * @example
 * ```ts
 * import { resNet } from '@sora-particles/conv-recognizer';
 *
 * const small = resNet({ depth: 8 });
 * const wide = resNet({ depth: 32, width: 4, preActivation: true, classes: 100 });
 * ```
 */
export function resNet<
  const Size extends ImageSize = readonly [32, 32, 3],
  const Classes extends number = 10,
>(options?: ResNetOptions<Size, Classes>): Recognizer<Size, Classes>;
export function resNet(options: ResNetOptions = {}): Recognizer {
  checkOptions('resNet', options, {
    input: optional(isImageSize),
    classes: optional(is.positiveInteger),
    depth: optional(is.positiveInteger),
    width: optional(is.positive),
    preActivation: optional(is.boolean),
    dropout: optional(is.fraction),
  });
  const {
    input = [32, 32, 3],
    classes = 10,
    depth = 20,
    width = 1,
    preActivation = false,
    dropout = 0,
  } = options;
  const blocks = blocksPerStage(depth);
  const first = conv2d({
    filters: scaled(STAGES[0], width),
    kernelSize: 3,
    padding: 'same',
    useBias: false,
    kernelInitializer: 'heNormal',
    name: 'conv',
  });
  const normalised = [batchNormalization({ name: 'norm' }), relu({ name: 'relu' })];
  const stages = STAGES.flatMap((channels, stage) =>
    Array.from({ length: blocks }, (_, block) =>
      residualBlock({
        filters: scaled(channels, width),
        strides: stage > 0 && block === 0 ? 2 : 1,
        preActivation,
        name: `stage${String(stage + 1)}_block${String(block + 1)}`,
      }),
    ),
  );
  const features: readonly AnyParticle[] = preActivation
    ? [first, ...stages, ...normalised]
    : [first, ...normalised, ...stages];
  return assembleRecognizer({
    input,
    features: [...features, globalAveragePool({ name: 'pool' })],
    dropout,
    classes,
  });
}

function blocksPerStage(depth: number): number {
  const blocks = (depth - 2) / 6;
  if (Number.isInteger(blocks) && blocks > 0 && depth <= DEEPEST) return blocks;
  throw new ParticleError({
    code: 'option-invalid',
    summary: "resNet(): 'depth' must be 6 n + 2",
    path: 'resNet.depth',
    expected: `8, 14, 20, 26, 32 ... ${String(DEEPEST)}`,
    found: String(depth),
  });
}
