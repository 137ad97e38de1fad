import type { RandomSource } from '@sora-particles/combinator-core';
import { cos, div, mul, neg, reshape, scalar, sin, type Tensor } from '@tensorflow/tfjs-core';
import type { Range } from '@sora-particles/combinator-core/contract';

/**
 * For each image, where a pixel of the result comes from, both measured in pixels from the centre to
 * the right and down: x' = a (x - right) + b (y - down), y' = c (x - right) + d (y - down). Each is
 * float32 `[count, 1]`.
 */
export interface AffineMaps {
  readonly a: Tensor;
  readonly b: Tensor;
  readonly c: Tensor;
  readonly d: Tensor;
  readonly right: Tensor;
  readonly down: Tensor;
}

/** How far images are moved at most. */
export interface AffineBounds {
  /** Degrees, either way. */
  readonly degrees: number;
  /** Shares of the height and width, either way. */
  readonly shift: readonly [height: number, width: number];
  /** Lowest and highest magnification. */
  readonly scale: Range;
}

/** Draws a map for each image: magnified, then turned counter-clockwise, then shifted. */
export function drawAffineMaps(
  random: RandomSource,
  count: number,
  size: readonly [height: number, width: number],
  { degrees, shift, scale }: AffineBounds,
): AffineMaps {
  // What does not vary is not drawn: an option more does not change the numbers of the others.
  const draw = (name: string, low: number, high: number): Tensor =>
    low === high ? scalar(high) : random.split(name).uniform([count, 1], low, high);
  const bound = (degrees * Math.PI) / 180;
  const angle = draw('angle', -bound, bound);
  const zoom = draw('scale', scale[0], scale[1]);
  const along = div(cos(angle), zoom);
  const across = div(sin(angle), zoom);
  const column = (values: Tensor): Tensor => reshape(values, [-1, 1]);
  return {
    a: column(along),
    b: column(neg(across)),
    c: column(across),
    d: column(along),
    right: column(mul(draw('right', -shift[1], shift[1]), size[1])),
    down: column(mul(draw('down', -shift[0], shift[0]), size[0])),
  };
}
