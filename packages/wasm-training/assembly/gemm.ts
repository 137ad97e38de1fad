import { endRows } from './bias';
import { at, copyEdge, place, tile } from './tile';

// A block of B of this size is packed and stays in the second-level cache.
const DEPTH: i32 = 256;
const COLUMNS: i32 = 128;

/** The bytes of scratch memory that {@link gemm} needs. */
export function gemmScratchBytes(): i32 {
  return (DEPTH * COLUMNS + 4 * DEPTH + 32) << 2;
}

/**
 * C[m, n] = op(A) op(B), added to C where `accumulate` is set. op(A) is A[m, k] or, transposed, A[k, m];
 * op(B) likewise B[k, n] or B[n, k]. `lda`, `ldb`, `ldc` are how many numbers lie between the rows as
 * they are stored. In the end the n numbers at `bias` are added to each row, unless it is 0, and the
 * activation is applied: 0 none, 1 relu, 2 relu6. Sums run over blocks of 256, so that the error grows with k / 256 + 256 at most.
 */
export function gemm(
  a: usize,
  lda: i32,
  transposeA: i32,
  b: usize,
  ldb: i32,
  transposeB: i32,
  c: usize,
  ldc: i32,
  m: i32,
  n: i32,
  k: i32,
  accumulate: i32,
  bias: usize,
  activation: i32,
  scratch: usize,
): void {
  if (k <= 0) {
    for (let i = 0; i < m; i++) {
      const row = place(c, i, ldc, 0);
      if (!accumulate) memory.fill(row, 0, (<usize>n) << 2);
      endRows(row, 0, 1, n, bias, activation);
    }
  }
  const packedA = at(scratch, DEPTH * COLUMNS);
  const edge = at(packedA, 4 * DEPTH);
  const cStep = (<usize>ldc) << 2;
  for (let j0 = 0; j0 < n; j0 += COLUMNS) {
    const columns = min(COLUMNS, n - j0);
    for (let k0 = 0; k0 < k; k0 += DEPTH) {
      const depth = min(DEPTH, k - k0);
      const adds = accumulate != 0 || k0 > 0;
      // Few rows use each number of B too seldom for a copy to pay.
      const direct = !transposeB && m < 12 ? columns & ~7 : 0;
      const first = transposeB
        ? place(b, j0, ldb, k0)
        : place(b, k0, ldb, j0 + direct);
      packB(first, ldb, transposeB != 0, depth, columns - direct, at(scratch, direct * DEPTH));
      const unpacked = place(b, k0, ldb, j0);
      for (let i = 0; i < m; i += 4) {
        const rows = min(4, m - i);
        let rowsOfA = place(a, i, lda, k0);
        let aStep = (<usize>lda) << 2;
        if (transposeA) {
          packA(place(a, k0, lda, i), lda, rows, depth, packedA);
          rowsOfA = packedA;
          aStep = (<usize>DEPTH) << 2;
        }
        const rowsOfC = place(c, i, ldc, j0);
        for (let j = 0; j < columns; j += 8) {
          const isDirect = j < direct;
          const panel = isDirect ? at(unpacked, j) : at(scratch, direct * DEPTH + (j - direct) * depth);
          const bStep: usize = isDirect ? (<usize>ldb) << 2 : 32;
          const target = at(rowsOfC, j);
          if (columns - j >= 8) {
            product(rows, rowsOfA, aStep, depth, panel, bStep, target, cStep, adds);
          } else {
            product(rows, rowsOfA, aStep, depth, panel, bStep, edge, 32, false);
            copyEdge(edge, target, cStep, rows, columns - j, adds);
          }
        }
        if (k0 + depth == k) {
          endRows(rowsOfC, cStep, rows, columns, bias ? at(bias, j0) : 0, activation);
        }
      }
    }
  }
}

function product(
  rows: i32,
  a: usize,
  aStep: usize,
  depth: i32,
  b: usize,
  bStep: usize,
  c: usize,
  cStep: usize,
  adds: bool,
): void {
  if (rows == 4) tile(4, a, aStep, 1, depth, 0, b, bStep, c, cStep, adds);
  else if (rows == 3) tile(3, a, aStep, 1, depth, 0, b, bStep, c, cStep, adds);
  else if (rows == 2) tile(2, a, aStep, 1, depth, 0, b, bStep, c, cStep, adds);
  else tile(1, a, aStep, 1, depth, 0, b, bStep, c, cStep, adds);
}

/** Lays op(B)[depth, columns] out as panels [depth, 8], zeros right of the last column. */
function packB(b: usize, ldb: i32, transposed: bool, depth: i32, columns: i32, to: usize): void {
  const step = (<usize>ldb) << 2;
  for (let j = 0; j < columns; j += 8) {
    const width = min(8, columns - j);
    if (transposed) {
      const from = b + (<usize>j) * step;
      if (width == 8) {
        transpose4(from, step, depth, to, 32);
        transpose4(from + 4 * step, step, depth, to + 16, 32);
        to += (<usize>depth) << 5;
        continue;
      }
      for (let k = 0; k < depth; k++, to += 32) {
        for (let t = 0; t < 8; t++) {
          store<f32>(at(to, t), t < width ? load<f32>(at(from + (<usize>t) * step, k)) : 0);
        }
      }
      continue;
    }
    let from = at(b, j);
    for (let k = 0; k < depth; k++, to += 32, from += step) {
      if (width == 8) {
        v128.store(to, v128.load(from));
        v128.store(to, v128.load(from, 16), 16);
      } else {
        for (let t = 0; t < 8; t++) store<f32>(at(to, t), t < width ? load<f32>(at(from, t)) : 0);
      }
    }
  }
}

/** Lays up to 4 columns of A[depth, ...] out as rows, DEPTH numbers apart. */
function packA(a: usize, lda: i32, rows: i32, depth: i32, to: usize): void {
  const step = (<usize>lda) << 2;
  const toStep = (<usize>DEPTH) << 2;
  let k = 0;
  if (rows == 4) {
    for (; k + 4 <= depth; k += 4) {
      transpose4(a, step, 4, to, toStep);
      a += 4 * step;
      to += 16;
    }
  }
  for (; k < depth; k++, a += step, to += 4) {
    for (let row = 0; row < rows; row++) {
      store<f32>(to + (<usize>row) * toStep, load<f32>(at(a, row)));
    }
  }
}

/** The transpose of 4 rows: `to`[column, row], columns `toStep` bytes apart. */
@inline
function transpose4(from: usize, step: usize, columns: i32, to: usize, toStep: usize): void {
  let column = 0;
  for (; column + 4 <= columns; column += 4) {
    const r0 = v128.load(from);
    const r1 = v128.load(from + step);
    const r2 = v128.load(from + 2 * step);
    const r3 = v128.load(from + 3 * step);
    const t0 = v128.shuffle<i32>(r0, r1, 0, 4, 1, 5);
    const t1 = v128.shuffle<i32>(r0, r1, 2, 6, 3, 7);
    const t2 = v128.shuffle<i32>(r2, r3, 0, 4, 1, 5);
    const t3 = v128.shuffle<i32>(r2, r3, 2, 6, 3, 7);
    v128.store(to, v128.shuffle<i64>(t0, t2, 0, 2));
    v128.store(to + toStep, v128.shuffle<i64>(t0, t2, 1, 3));
    v128.store(to + 2 * toStep, v128.shuffle<i64>(t1, t3, 0, 2));
    v128.store(to + 3 * toStep, v128.shuffle<i64>(t1, t3, 1, 3));
    from += 16;
    to += 4 * toStep;
  }
  for (; column < columns; column++) {
    for (let row: usize = 0; row < 4; row++) {
      store<f32>(to + (row << 2), load<f32>(from + row * step));
    }
    from += 4;
    to += toStep;
  }
}
