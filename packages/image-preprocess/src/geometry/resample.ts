import {
  customGrad,
  image,
  range,
  reshape,
  tensor1d,
  type Rank,
  type Tensor,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import { alongAxis } from './along-axis.ts';
import { interpolationRows, transposeRows, type InterpolationRow } from './interpolation-rows.ts';
import { takeGrid } from './take-pixels.ts';

/** The height and width of an image. */
export type Size = readonly [height: number, width: number];

/** Nearest neighbour: output i takes input floor((i + 1/2) in / out). */
export function resampleNearest(images: Tensor4D, size: Size): Tensor4D {
  const [, height, width] = images.shape;
  return takeGrid(images, nearest(height, size[0]), nearest(width, size[1]));
}

/** Indices from whole numbers, so that no backend's rounding decides about a tie. */
function nearest(inputs: number, outputs: number): Tensor {
  if (inputs === outputs) return reshape(range(0, inputs, 1, 'int32'), [1, inputs]);
  const indices = Int32Array.from({ length: outputs }, (_, i) =>
    Math.floor(((2 * i + 1) * inputs) / (2 * outputs)),
  );
  return reshape(tensor1d(indices, 'int32'), [1, outputs]);
}

/**
 * Linear interpolation along both axes. Without smoothing the backend's own kernel is faster; its
 * gradient forgets about half-pixel centres (TensorFlow.js 4.22), so the adjoint is ours.
 */
export function resampleLinear(images: Tensor4D, size: Size, antialias: boolean): Tensor4D {
  const [, height, width] = images.shape;
  const rows = interpolationRows(height, size[0], antialias);
  const columns = interpolationRows(width, size[1], antialias);
  const smooth = antialias && (size[0] < height || size[1] < width);
  const resample = customGrad((...args) => {
    const [x] = args as [Tensor4D];
    return {
      value: smooth
        ? interpolate(x, rows, columns)
        : image.resizeBilinear(x, [...size], false, true),
      gradFunc: (dy: Tensor) =>
        interpolate(dy as Tensor4D, transposeRows(rows, height), transposeRows(columns, width)),
    };
  });
  return resample(images) as Tensor4D;
}

function interpolate(
  x: Tensor4D,
  rows: readonly InterpolationRow[],
  columns: readonly InterpolationRow[],
): Tensor4D {
  const [count, height, width, channels] = x.shape;
  const down = alongAxis(reshape<Rank.R3>(x, [count, height, width * channels]), rows);
  const across = alongAxis(reshape<Rank.R3>(down, [count * rows.length, width, channels]), columns);
  return reshape<Rank.R4>(across, [count, rows.length, columns.length, channels]);
}
