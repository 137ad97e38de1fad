// Copies between arrays of any rank and strides: transposition, slices, reversal, tiles, broadcasting,
// concatenation, padding. The descriptor is int32s at an address: [rank, sizes.., strides of x..,
// strides of y..], strides in elements, any sign, 0 too. x and y may not overlap.
import { copyRow } from './copy-row';
import { fill32 } from './fill';

export function stridedCopy32(x: usize, y: usize, descriptor: usize): void {
  const rank = load<i32>(descriptor);
  const sizes = descriptor + 4;
  if (rank == 0) {
    store<i32>(y, load<i32>(x));
    return;
  }
  copy32(x, y, sizes, rank, 0, transposedAxis(sizes, rank));
}

/**
 * The axis along which x is contiguous, where y is contiguous along the last and x is not; else -1.
 * These two are then done together, in tiles of 4 x 4.
 */
function transposedAxis(sizes: usize, rank: i32): i32 {
  const last = rank - 1;
  if (strideX(sizes, rank, last) == 1 || strideY(sizes, rank, last) != 1) return -1;
  if (sizeOf(sizes, last) < 4) return -1;
  for (let axis = 0; axis < last; axis++) {
    if (strideX(sizes, rank, axis) == 1 && sizeOf(sizes, axis) >= 4) return axis;
  }
  return -1;
}

// @ts-ignore: decorator
@inline
function sizeOf(sizes: usize, axis: i32): i32 {
  return load<i32>(sizes + ((<usize>axis) << 2));
}

// @ts-ignore: decorator
@inline
function strideX(sizes: usize, rank: i32, axis: i32): i32 {
  return load<i32>(sizes + ((<usize>(rank + axis)) << 2));
}

// @ts-ignore: decorator
@inline
function strideY(sizes: usize, rank: i32, axis: i32): i32 {
  return load<i32>(sizes + ((<usize>(2 * rank + axis)) << 2));
}

/** The axes from `axis` on, but for `transposed`, which is done with the last one. */
function copy32(x: usize, y: usize, sizes: usize, rank: i32, axis: i32, transposed: i32): void {
  if (axis == transposed) axis++;
  const count = sizeOf(sizes, axis);
  const stepX = strideX(sizes, rank, axis);
  const stepY = strideY(sizes, rank, axis);
  if (axis == rank - 2 && transposed < 0) {
    const inner = sizeOf(sizes, axis + 1);
    const innerX = strideX(sizes, rank, axis + 1);
    const innerY = strideY(sizes, rank, axis + 1);
    copyPlane(x, y, count, stepX, stepY, inner, innerX, innerY);
    return;
  }
  if (axis == rank - 1) {
    if (transposed < 0) {
      copyLine(x, y, count, stepX, stepY);
    } else {
      const lines = sizeOf(sizes, transposed);
      transpose(x, y, lines, count, stepX, strideY(sizes, rank, transposed));
    }
    return;
  }
  for (let i = 0; i < count; i++) {
    copy32(x, y, sizes, rank, axis + 1, transposed);
    x += <usize>(stepX << 2);
    y += <usize>(stepY << 2);
  }
}

/** The last two axes; pairs, triples and fours that lie together in loops of their own. */
function copyPlane(
  x: usize,
  y: usize,
  lines: i32,
  lineX: i32,
  lineY: i32,
  count: i32,
  stepX: i32,
  stepY: i32,
): void {
  const dx = <usize>(lineX << 2);
  const dy = <usize>(lineY << 2);
  if (count == 1) {
    copyLine(x, y, lines, lineX, lineY);
  } else if (count >= 2 && count <= 4 && stepX == 1 && stepY == 1) {
    for (; lines > 0; lines--) {
      if (count == 4) {
        v128.store(y, v128.load(x));
      } else {
        store<i64>(y, load<i64>(x));
        if (count == 3) store<i32>(y, load<i32>(x, 8), 8);
      }
      x += dx;
      y += dy;
    }
  } else {
    for (; lines > 0; lines--) {
      copyLine(x, y, count, stepX, stepY);
      x += dx;
      y += dy;
    }
  }
}

function copyLine(x: usize, y: usize, count: i32, stepX: i32, stepY: i32): void {
  if (stepX == 1 && stepY == 1) {
    copyRow(x, y, count);
  } else if (stepX == 0 && stepY == 1) {
    if (count > 0) fill32(y, load<i32>(x), count);
  } else {
    for (; count > 0; count--) {
      store<i32>(y, load<i32>(x));
      x += <usize>(stepX << 2);
      y += <usize>(stepY << 2);
    }
  }
}

/** y[i * stepY + j] = x[i + j * stepX] for i < lines, j < count. */
function transpose(x: usize, y: usize, lines: i32, count: i32, stepX: i32, stepY: i32): void {
  const dx = <usize>(stepX << 2);
  const dy = <usize>(stepY << 2);
  for (; lines >= 4; lines -= 4) {
    let from = x;
    let to = y;
    let left = count;
    for (; left >= 4; left -= 4) {
      const a = v128.load(from);
      const b = v128.load(from + dx);
      const c = v128.load(from + 2 * dx);
      const d = v128.load(from + 3 * dx);
      const ab = i32x4.shuffle(a, b, 0, 4, 1, 5);
      const ab2 = i32x4.shuffle(a, b, 2, 6, 3, 7);
      const cd = i32x4.shuffle(c, d, 0, 4, 1, 5);
      const cd2 = i32x4.shuffle(c, d, 2, 6, 3, 7);
      v128.store(to, i64x2.shuffle(ab, cd, 0, 2));
      v128.store(to + dy, i64x2.shuffle(ab, cd, 1, 3));
      v128.store(to + 2 * dy, i64x2.shuffle(ab2, cd2, 0, 2));
      v128.store(to + 3 * dy, i64x2.shuffle(ab2, cd2, 1, 3));
      from += 4 * dx;
      to += 16;
    }
    for (; left > 0; left--) {
      const a = v128.load(from);
      v128.store32_lane(to, a, 0);
      v128.store32_lane(to + dy, a, 1);
      v128.store32_lane(to + 2 * dy, a, 2);
      v128.store32_lane(to + 3 * dy, a, 3);
      from += dx;
      to += 4;
    }
    x += 16;
    y += 4 * dy;
  }
  for (; lines > 0; lines--) {
    copyLine(x, y, count, stepX, 1);
    x += 4;
    y += dy;
  }
}

/** The same for bytes. */
export function stridedCopy8(x: usize, y: usize, descriptor: usize): void {
  const rank = load<i32>(descriptor);
  if (rank == 0) store<u8>(y, load<u8>(x));
  else copy8(x, y, descriptor + 4, rank, 0);
}

function copy8(x: usize, y: usize, sizes: usize, rank: i32, axis: i32): void {
  const count = sizeOf(sizes, axis);
  const stepX = strideX(sizes, rank, axis);
  const stepY = strideY(sizes, rank, axis);
  const isLast = axis == rank - 1;
  if (isLast && stepX == 1 && stepY == 1) {
    memory.copy(y, x, <usize>count);
    return;
  }
  for (let i = 0; i < count; i++) {
    if (isLast) store<u8>(y, load<u8>(x));
    else copy8(x, y, sizes, rank, axis + 1);
    x += <usize>stepX;
    y += <usize>stepY;
  }
}
