// Copies between tensors whose elements lie in another order: what transposes, slices, spreads, turns
// around and puts together comes down to this.
//
// A descriptor is a list of int32: the rank; the size of each axis; how many elements lie between the
// entries of each axis in x; and the same in y. These may be 0 or negative.

// @ts-ignore: decorator
@inline
function entry(descriptor: usize, index: i32): i32 {
  return load<i32>(descriptor + ((<usize>index) << 2));
}

/** Copies the elements of a walk. `shift` is the logarithm of the bytes of one. */
// @ts-ignore: decorator
@inline
function copyAll(x: usize, y: usize, descriptor: usize, shift: i32): void {
  const rank = entry(descriptor, 0);
  if (rank == 1) copyRun(x, y, descriptor, rank, shift);
  else if (rank == 2) copyPlane(x, y, descriptor, rank, shift);
  else copyAxis(x, y, descriptor, rank, 0, shift);
}

/** The axes from `axis` on. */
function copyAxis(x: usize, y: usize, descriptor: usize, rank: i32, axis: i32, shift: i32): void {
  const size = entry(descriptor, 1 + axis);
  const xStep = entry(descriptor, 1 + rank + axis) << shift;
  const yStep = entry(descriptor, 1 + 2 * rank + axis) << shift;
  for (let i = 0; i < size; i++, x += xStep, y += yStep) {
    if (axis + 3 == rank) copyPlane(x, y, descriptor, rank, shift);
    else copyAxis(x, y, descriptor, rank, axis + 1, shift);
  }
}

/** The last two axes. */
function copyPlane(x: usize, y: usize, descriptor: usize, rank: i32, shift: i32): void {
  const rows = entry(descriptor, rank - 1);
  const xRow = entry(descriptor, 2 * rank - 1);
  const yRow = entry(descriptor, 3 * rank - 1);
  const xColumn = entry(descriptor, 2 * rank);
  const yColumn = entry(descriptor, 3 * rank);
  if (shift == 2 && xRow == 1 && yColumn == 1) {
    transpose(x, y, rows, entry(descriptor, rank), xColumn, yRow);
    return;
  }
  if (shift == 2 && xColumn == 1 && yRow == 1) {
    transpose(x, y, entry(descriptor, rank), rows, xRow, yColumn);
    return;
  }
  for (let row = 0; row < rows; row++, x += xRow << shift, y += yRow << shift) {
    copyRun(x, y, descriptor, rank, shift);
  }
}

/** The last axis. */
// @ts-ignore: decorator
@inline
function copyRun(x: usize, y: usize, descriptor: usize, rank: i32, shift: i32): void {
  const size = entry(descriptor, rank);
  const xStep = entry(descriptor, 2 * rank);
  const yStep = entry(descriptor, 3 * rank);
  if (xStep == 1 && yStep == 1) {
    copySideBySide(x, y, (<usize>size) << shift);
    return;
  }
  if (shift == 2) {
    for (let i = 0; i < size; i++, x += xStep << 2, y += yStep << 2) store<i32>(y, load<i32>(x));
  } else {
    for (let i = 0; i < size; i++, x += xStep, y += yStep) store<u8>(y, load<u8>(x));
  }
}

/** A short run costs less in a loop than in a call of the engine. */
function copySideBySide(x: usize, y: usize, bytes: usize): void {
  if (bytes > 256) {
    memory.copy(y, x, bytes);
    return;
  }
  for (; bytes >= 16; bytes -= 16, x += 16, y += 16) v128.store(y, v128.load(x));
  for (; bytes >= 4; bytes -= 4, x += 4, y += 4) store<i32>(y, load<i32>(x));
  for (; bytes > 0; bytes--, x++, y++) store<u8>(y, load<u8>(x));
}

/** y[row, column] = x[column, row], in tiles of 4 x 4; the numbers of a row of x and of y lie side by side. */
function transpose(x: usize, y: usize, rows: i32, columns: i32, xStride: i32, yStride: i32): void {
  const xStep = xStride << 2;
  const yStep = yStride << 2;
  let row = 0;
  for (; row + 4 <= rows; row += 4, x += 16, y += yStep << 2) {
    let from = x;
    let to = y;
    let column = 0;
    for (; column + 4 <= columns; column += 4, from += xStep << 2, to += 16) {
      const a = v128.load(from);
      const b = v128.load(from + xStep);
      const c = v128.load(from + xStep * 2);
      const d = v128.load(from + xStep * 3);
      const ab0 = i32x4.shuffle(a, b, 0, 4, 1, 5);
      const ab2 = i32x4.shuffle(a, b, 2, 6, 3, 7);
      const cd0 = i32x4.shuffle(c, d, 0, 4, 1, 5);
      const cd2 = i32x4.shuffle(c, d, 2, 6, 3, 7);
      v128.store(to, i64x2.shuffle(ab0, cd0, 0, 2));
      v128.store(to + yStep, i64x2.shuffle(ab0, cd0, 1, 3));
      v128.store(to + yStep * 2, i64x2.shuffle(ab2, cd2, 0, 2));
      v128.store(to + yStep * 3, i64x2.shuffle(ab2, cd2, 1, 3));
    }
    for (; column < columns; column++, from += xStep, to += 4) {
      store<i32>(to, load<i32>(from));
      store<i32>(to + yStep, load<i32>(from, 4));
      store<i32>(to + yStep * 2, load<i32>(from, 8));
      store<i32>(to + yStep * 3, load<i32>(from, 12));
    }
  }
  for (; row < rows; row++, x += 4, y += yStep) {
    let from = x;
    let to = y;
    for (let column = 0; column < columns; column++, from += xStep, to += 4) {
      store<i32>(to, load<i32>(from));
    }
  }
}

/** Copies elements of 4 bytes. */
export function stridedCopy32(x: usize, y: usize, descriptor: usize): void {
  copyAll(x, y, descriptor, 2);
}

/** Copies elements of 1 byte. */
export function stridedCopy8(x: usize, y: usize, descriptor: usize): void {
  copyAll(x, y, descriptor, 0);
}

/** y = the same 4 bytes, `count` times. */
export function fill32(y: usize, bits: i32, count: i32): void {
  if (bits == 0) {
    memory.fill(y, 0, (<usize>count) << 2);
    return;
  }
  const lanes = i32x4.splat(bits);
  for (; count >= 4; count -= 4, y += 16) v128.store(y, lanes);
  for (; count > 0; count--, y += 4) store<i32>(y, bits);
}

/** y = the same byte, `count` times. */
export function fill8(y: usize, value: i32, count: i32): void {
  memory.fill(y, <u8>value, count);
}
