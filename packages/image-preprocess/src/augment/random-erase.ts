import { checkOptions, is, leafKind, optional } from '@sora-particles/combinator-core';
import type { Range } from '@sora-particles/combinator-core/contract';
import {
  add,
  cast,
  clipByValue,
  div,
  exp,
  floor,
  greaterEqual,
  less,
  logicalAnd,
  mul,
  range,
  reshape,
  round,
  sqrt,
  sub,
  type Tensor,
} from '@tensorflow/tfjs-core';
import type { NamedOptions } from '../internal/named.ts';
import { isPositiveInterval } from '../internal/range-option.ts';
import { defineAugmentation, type Augmentation } from './define-augmentation.ts';
import { isShare } from './random-affine.ts';

/** Options of {@link randomErase}. */
export interface RandomEraseOptions<Name extends string = string> extends NamedOptions<Name> {
  /** How likely an image loses a part, from 0 to 1. Default 0.5. */
  readonly probability?: number;
  /** Least and greatest share of the image's area that is erased, both positive. Default `[0.02, 0.33]`. */
  readonly area?: Range;
  /** Least and greatest ratio of height to width of that part, both positive. Default `[0.3, 3.3]`. */
  readonly aspectRatio?: Range;
  /** What takes its place, in the range of the images. Default 0. */
  readonly value?: number;
}

/**
 * While training, overwrites a rectangle of its own in each image. Area is drawn uniformly, the aspect
 * ratio on a logarithmic scale; a side that would be longer than the image is cut to it (the paper
 * draws again). torchvision `RandomErasing`, Keras `RandomErasing`.
 *
 * Input `x` and output `y`: float32 `[...lead, height, width, channels]`, NHWC, any range; `value` must
 * lie in it.
 *
 * Source: Zhong et al., "Random erasing data augmentation", 2017, https://arxiv.org/abs/1708.04896.
 *
 * @throws ParticleError `option-unknown`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { randomErase } from '@sora-particles/image-preprocess';
 *
 * const occluded = randomErase({ probability: 0.25 });
 * ```
 */
export function randomErase<const Name extends string = 'randomErase'>(
  options: RandomEraseOptions<Name> = {},
): Augmentation<Name> {
  checkOptions('randomErase', options, {
    probability: optional(isShare),
    area: optional(isPositiveInterval),
    aspectRatio: optional(isPositiveInterval),
    value: optional(is.finite),
    name: optional(is.string),
  });
  const {
    probability = 0.5,
    area = [0.02, 0.33],
    aspectRatio = [0.3, 3.3],
    value = 0,
    name = 'randomErase' as Name,
  } = options;
  return defineAugmentation({
    type: 'randomErase',
    name,
    config: { probability, area, aspectRatio, value },
    flops: 4,
    change({ batch, count, height, width }, random) {
      const draw = (label: string, low = 0, high = 1): Tensor =>
        random.split(label).uniform([count, 1], low, high);
      const erased = mul(draw('area', ...area), height * width);
      const ratio = exp(draw('aspectRatio', Math.log(aspectRatio[0]), Math.log(aspectRatio[1])));
      const rows = run(draw('top'), sqrt(mul(erased, ratio)), height);
      const columns = run(draw('left'), sqrt(div(erased, ratio)), width);
      const chosen = cast(less(draw('probability'), probability), 'float32');
      // 1 inside of the part and 0 outside; products of numbers, as the wasm backend spreads those
      // over an axis far faster than truth values.
      const inside = mul(
        reshape(mul(rows, chosen), [count, height, 1, 1]),
        reshape(columns, [count, 1, width, 1]),
      );
      return add(mul(batch, sub(1, inside)), mul(inside, value));
    },
  });
}

/** 1 for the positions of an axis in a run of the given length at a random place; `[count, size]`. */
function run(place: Tensor, length: Tensor, size: number): Tensor {
  const whole = clipByValue(round(length), 1, size);
  const first = floor(mul(place, add(sub(size, whole), 1)));
  const positions = reshape(range(0, size), [1, size]);
  const inside = logicalAnd(greaterEqual(positions, first), less(positions, add(first, whole)));
  return cast(inside, 'float32');
}

/** Registry entry of {@link randomErase}. */
export const randomEraseKind = leafKind('image-preprocess/randomErase@1', randomErase<string>);
