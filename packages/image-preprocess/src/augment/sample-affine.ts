import {
  abs,
  add,
  clipByValue,
  floor,
  linspace,
  mul,
  pad,
  reshape,
  scalar,
  sub,
  tile,
  type Rank,
  type Tensor,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import { pixelIndices, takePixels } from '../geometry/take-pixels.ts';
import type { AffineMaps } from './affine-maps.ts';
import type { Fill } from './fill.ts';

/**
 * Moves each image of a batch by its own affine map, with bilinear interpolation. The one sampler
 * behind all geometric augmentations.
 *
 * Made of elementary operations: the `Transform` kernel of TensorFlow.js moves only the first image of
 * a batch on the cpu backend (4.22), and has no gradient.
 */
export function sampleAffine(images: Tensor4D, maps: AffineMaps, fill: Fill): Tensor4D {
  const [count, height, width, channels] = images.shape;
  // For a constant the image gets a border of it, one pixel wide, and what lies outside is taken
  // from there: as if the constant went on for ever.
  const border = fill.mode === 'constant' ? 1 : 0;
  const source =
    border === 0
      ? images
      : pad(
          images,
          [
            [0, 0],
            [1, 1],
            [1, 1],
            [0, 0],
          ],
          fill.value,
        );
  const [, sourceHeight, sourceWidth] = source.shape;
  const x = sub(fromCentre(width, [1, 1, width]), reshape(maps.right, [-1, 1, 1]));
  const y = sub(fromCentre(height, [1, height, 1]), reshape(maps.down, [-1, 1, 1]));
  const map = (toX: Tensor, toY: Tensor, size: number): Tensor =>
    add(
      add(mul(reshape(toX, [-1, 1, 1]), x), mul(reshape(toY, [-1, 1, 1]), y)),
      (size - 1) / 2 + border,
    );
  const columns = locate(map(maps.a, maps.b, width), sourceWidth, fill);
  const rows = locate(map(maps.c, maps.d, height), sourceHeight, fill);
  const taken = count * height * width;
  const pixels = reshape(source, [count * sourceHeight * sourceWidth, channels]);
  const topLeft = pixelIndices([count, sourceHeight, sourceWidth], rows.lower, columns.lower);
  const take = (offset: number): Tensor =>
    takePixels(pixels, offset === 0 ? topLeft : add(topLeft, scalar(offset, topLeft.dtype)));
  const weigh = (values: Tensor, weight: Tensor): Tensor =>
    mul(values, spread(weight, count, taken));
  const [right, down] = [columns.step, rows.step * sourceWidth];
  const above = add(weigh(take(0), columns.here), weigh(take(right), columns.next));
  const below = add(weigh(take(down), columns.here), weigh(take(down + right), columns.next));
  const moved = add(weigh(above, rows.here), weigh(below, rows.next));
  return reshape<Rank.R4>(moved, [count, height, width, channels]);
}

/** Positions of the pixels along an axis, measured from the centre of the image. */
function fromCentre(size: number, shape: [number, number, number]): Tensor {
  return reshape(linspace(-(size - 1) / 2, (size - 1) / 2, size), shape);
}

/** Where a position lies between two neighbours along an axis. */
interface Location {
  /** The lower neighbour. */
  readonly lower: Tensor;
  /** From it to the upper one: 1, or 0 on an axis with a single pixel. */
  readonly step: 0 | 1;
  readonly here: Tensor;
  readonly next: Tensor;
}

function locate(position: Tensor, size: number, fill: Fill): Location {
  const inside = fill.mode === 'reflect' ? mirror(position, size) : position;
  const clipped = clipByValue(inside, 0, size - 1);
  const lower = clipByValue(floor(clipped), 0, Math.max(0, size - 2));
  const next = sub(clipped, lower);
  return { lower, step: size > 1 ? 1 : 0, here: sub(1, next), next };
}

/** Folds the axis at the outer edges of its pixels: a wave of period 2 size. */
function mirror(position: Tensor, size: number): Tensor {
  const fromEdge = add(position, 0.5);
  const period = 2 * size;
  const folded = sub(fromEdge, mul(floor(mul(fromEdge, 1 / period)), period));
  return sub(size - 0.5, abs(sub(folded, size)));
}

/** Weights for each taken pixel, `[taken, 1]`, whether or not they differ between the images. */
function spread(weight: Tensor, count: number, taken: number): Tensor {
  const all = weight.shape[0] === count ? weight : tile(weight, [count, 1, 1]);
  return reshape(all, [taken, 1]);
}
