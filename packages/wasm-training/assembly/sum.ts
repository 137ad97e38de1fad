import { at } from './tile';

/**
 * y[column] = sum over rows of x[row, column], rows `rowStride` numbers apart. Four rows are added in
 * single precision, the totals in double precision: the error does not grow with the number of rows.
 */
export function sumColumns(x: usize, y: usize, rows: i32, columns: i32, rowStride: i32): void {
  const step = (<usize>rowStride) << 2;
  let column = 0;
  for (; column + 8 <= columns; column += 8) {
    let t0 = f64x2.splat(0);
    let t1 = t0;
    let t2 = t0;
    let t3 = t0;
    let from = at(x, column);
    let row = 0;
    for (; row + 4 <= rows; row += 4) {
      const r1 = from + step;
      const r2 = r1 + step;
      const r3 = r2 + step;
      const low = f32x4.add(
        f32x4.add(v128.load(from), v128.load(r1)),
        f32x4.add(v128.load(r2), v128.load(r3)),
      );
      const high = f32x4.add(
        f32x4.add(v128.load(from, 16), v128.load(r1, 16)),
        f32x4.add(v128.load(r2, 16), v128.load(r3, 16)),
      );
      t0 = f64x2.add(t0, lower(low));
      t1 = f64x2.add(t1, upper(low));
      t2 = f64x2.add(t2, lower(high));
      t3 = f64x2.add(t3, upper(high));
      from = r3 + step;
    }
    for (; row < rows; row++, from += step) {
      const low = v128.load(from);
      const high = v128.load(from, 16);
      t0 = f64x2.add(t0, lower(low));
      t1 = f64x2.add(t1, upper(low));
      t2 = f64x2.add(t2, lower(high));
      t3 = f64x2.add(t3, upper(high));
    }
    v128.store(at(y, column), narrow(t0, t1));
    v128.store(at(y, column), narrow(t2, t3), 16);
  }
  for (; column < columns; column++) {
    let total: f64 = 0;
    let from = at(x, column);
    for (let row = 0; row < rows; row++, from += step) total += <f64>load<f32>(from);
    store<f32>(at(y, column), <f32>total);
  }
}

@inline
function lower(x: v128): v128 {
  return f64x2.promote_low_f32x4(x);
}

@inline
function upper(x: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<i64>(x, x, 1, 0));
}

@inline
function narrow(low: v128, high: v128): v128 {
  return v128.shuffle<i64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
}
