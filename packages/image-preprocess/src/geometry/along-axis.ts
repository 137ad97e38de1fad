import {
  concat,
  matMul,
  slice,
  tensor3d,
  zeros,
  type Tensor,
  type Tensor3D,
} from '@tensorflow/tfjs-core';
import type { InterpolationRow } from './interpolation-rows.ts';

/** Outputs that are computed together: fewer would multiply fewer zeros, but in smaller pieces. */
const BLOCK = 16;

/**
 * Applies interpolation along the middle axis: `[outer, inputs, inner]` -> `[outer, rows, inner]`.
 *
 * Each output uses a short run of inputs, so the matrix is a band. It is multiplied block by block
 * with the slice of the input that the block uses; on every backend this is matrix products only.
 */
export function alongAxis(x: Tensor3D, rows: readonly InterpolationRow[]): Tensor3D {
  const blocks: Tensor3D[] = [];
  for (let from = 0; from < rows.length; from += BLOCK) {
    blocks.push(block(x, rows.slice(from, from + BLOCK)));
  }
  return blocks.length === 1 ? (blocks[0] as Tensor3D) : concat(blocks, 1);
}

function block(x: Tensor3D, rows: readonly InterpolationRow[]): Tensor3D {
  const [outer, , inner] = x.shape;
  const used = rows.filter(({ weights }) => weights.length > 0);
  if (used.length === 0) return zeros([outer, rows.length, inner]);
  const first = Math.min(...used.map((row) => row.first));
  const length = Math.max(...used.map((row) => row.first + row.weights.length)) - first;
  const band = new Float32Array(rows.length * length);
  rows.forEach((row, i) => {
    if (row.weights.length > 0) band.set(row.weights, i * length + row.first - first);
  });
  const part: Tensor = slice(x, [0, first, 0], [outer, length, inner]);
  return matMul(tensor3d(band, [1, rows.length, length]), part);
}
