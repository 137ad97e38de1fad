import {
  add,
  cast,
  customGrad,
  gatherND,
  mul,
  range,
  reshape,
  scalar,
  scatterND,
  zeros,
  type GradSaveFunc,
  type Rank,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
} from '@tensorflow/tfjs-core';

/**
 * Takes whole pixels: row i of the result is the pixel at `indices[i]` of `pixels`
 * (`[pixels, channels]`, `[taken]` -> `[taken, channels]`).
 *
 * `gatherND` rather than `gather`: on the wasm backend it copies pixels 18 times faster. It has no
 * gradient of its own; taking is linear, and its adjoint adds the pixels back where they came from.
 */
export function takePixels(pixels: Tensor, indices: Tensor): Tensor2D {
  // The kernel refuses to take nothing, which is what an empty batch needs.
  if (indices.size === 0) return zeros<Rank.R2>([0, pixels.shape[1] ?? 0]);
  const at = cast(reshape(indices, [-1, 1]), 'int32');
  const shape = pixels.shape as [number, number];
  const take = customGrad((...args) => {
    const [from, save] = args as [Tensor, GradSaveFunc];
    save([at]);
    return {
      value: gatherND(from, at),
      gradFunc: (dy: Tensor, saved: Tensor[]) => scatterND(saved[0] as Tensor, dy, shape),
    };
  });
  return take(pixels) as Tensor2D;
}

/**
 * Takes pixels at the crossings of rows and columns: y[n, i, j] = x[n, rows[n, i], columns[n, j]].
 *
 * @param images - `[count, height, width, channels]`.
 * @param rows - `[count, rows]`, or `[1, rows]` for the same in all images.
 * @param columns - `[count, columns]`, or `[1, columns]`.
 */
export function takeGrid(images: Tensor4D, rows: Tensor, columns: Tensor): Tensor4D {
  const [count, height, width, channels] = images.shape;
  const [, down = 1] = rows.shape;
  const [, across = 1] = columns.shape;
  const indices = pixelIndices(
    [count, height, width],
    reshape(rows, [-1, down, 1]),
    reshape(columns, [-1, 1, across]),
  );
  const pixels = reshape(images, [count * height * width, channels]);
  return reshape<Rank.R4>(takePixels(pixels, indices), [count, down, across, channels]);
}

/**
 * The index of each pixel in the list of all pixels of a batch: (n height + row) width + column.
 *
 * Computed with float32 while that is exact, because the wasm backend spreads float32 numbers over an
 * axis 50 times faster than int32 ones.
 *
 * @param shape - Count, height and width of the images.
 * @param rows - `[count or 1, rows, columns or 1]`.
 * @param columns - `[count or 1, rows or 1, columns]`.
 */
export function pixelIndices(
  [count, height, width]: readonly [number, number, number],
  rows: Tensor,
  columns: Tensor,
): Tensor {
  const type = count * height * width <= 2 ** 24 ? 'float32' : 'int32';
  const first = reshape(range(0, count * height * width, height * width, type), [count, 1, 1]);
  const lines = add(first, mul(cast(rows, type), scalar(width, type)));
  return add(lines, cast(columns, type));
}
