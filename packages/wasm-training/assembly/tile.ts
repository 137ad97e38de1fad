/** The address of number `index` of an array. */
@inline
export function at(base: usize, index: i32): usize {
  return base + ((<usize>index) << 2);
}

/** The address of a number of a matrix whose rows are `stride` numbers apart. */
@inline
export function place(base: usize, row: i32, stride: i32, column: i32): usize {
  return base + (((<usize>row) * (<usize>stride) + (<usize>column)) << 2);
}

/**
 * The innermost loop of every product: a tile of up to 4 rows by 8 columns of C, held in registers,
 * C (+)= sum over segments and over k of a[row, segment, k] b[segment, k, column].
 *
 * `rows` is a constant where it is inlined. Row r of a segment begins `r * rowStep` bytes after `a`, and
 * its numbers lie side by side; the rows of b are `bStep` bytes apart, 8 numbers each. A segment of a
 * begins `segmentStep` bytes after the one before; b goes on without a gap.
 */
@inline
export function tile(
  rows: i32,
  a: usize,
  rowStep: usize,
  segments: i32,
  length: i32,
  segmentStep: usize,
  b: usize,
  bStep: usize,
  c: usize,
  cStep: usize,
  accumulate: bool,
): void {
  let c00 = f32x4.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  for (let segment = 0; segment < segments; segment++) {
    let a0 = a;
    let a1 = a + rowStep;
    let a2 = a1 + rowStep;
    let a3 = a2 + rowStep;
    for (let k = 0; k < length; k++) {
      const b0 = v128.load(b);
      const b1 = v128.load(b, 16);
      let x = v128.load32_splat(a0);
      c00 = f32x4.add(c00, f32x4.mul(x, b0));
      c01 = f32x4.add(c01, f32x4.mul(x, b1));
      a0 += 4;
      if (rows > 1) {
        x = v128.load32_splat(a1);
        c10 = f32x4.add(c10, f32x4.mul(x, b0));
        c11 = f32x4.add(c11, f32x4.mul(x, b1));
        a1 += 4;
      }
      if (rows > 2) {
        x = v128.load32_splat(a2);
        c20 = f32x4.add(c20, f32x4.mul(x, b0));
        c21 = f32x4.add(c21, f32x4.mul(x, b1));
        a2 += 4;
      }
      if (rows > 3) {
        x = v128.load32_splat(a3);
        c30 = f32x4.add(c30, f32x4.mul(x, b0));
        c31 = f32x4.add(c31, f32x4.mul(x, b1));
        a3 += 4;
      }
      b += bStep;
    }
    a += segmentStep;
  }
  putRow(c, c00, c01, accumulate);
  if (rows > 1) putRow(c + cStep, c10, c11, accumulate);
  if (rows > 2) putRow(c + 2 * cStep, c20, c21, accumulate);
  if (rows > 3) putRow(c + 3 * cStep, c30, c31, accumulate);
}

@inline
function putRow(c: usize, low: v128, high: v128, accumulate: bool): void {
  if (accumulate) {
    low = f32x4.add(v128.load(c), low);
    high = f32x4.add(v128.load(c, 16), high);
  }
  v128.store(c, low);
  v128.store(c, high, 16);
}

/** Copies the part of a tile that lies inside of C. */
export function copyEdge(edge: usize, c: usize, cStep: usize, rows: i32, columns: i32, adds: bool): void {
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const value = load<f32>(at(edge, row * 8 + column));
      const target = at(c, column);
      store<f32>(target, adds ? load<f32>(target) + value : value);
    }
    c += cStep;
  }
}
