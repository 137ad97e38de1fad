// Sums and means over the middle axis of [outer, axis, inner], of the columns innerFrom to
// innerTo. Eight values at a time are added in pairs in float32 and such blocks in float64: the error is
// at most 2^-24 |sum| + 3 * 2^-24 (sum of |x|). What is added to what depends on the axis alone (and on
// whether inner is 1), so that a sum has the same bits however the work is split.
import { loadPart, storePart } from './lanes';

/** Four lanes, `step` bytes apart from the next, for the first eight rows: their sums in pairs. */
// @ts-ignore: decorator
@inline
function sum8(x: usize, step: usize): v128 {
  const x4 = x + 4 * step;
  const a = f32x4.add(v128.load(x), v128.load(x + step));
  const b = f32x4.add(v128.load(x + 2 * step), v128.load(x + 3 * step));
  const c = f32x4.add(v128.load(x4), v128.load(x4 + step));
  const d = f32x4.add(v128.load(x4 + 2 * step), v128.load(x4 + 3 * step));
  return f32x4.add(f32x4.add(a, b), f32x4.add(c, d));
}

/** The same with `left` (1 to 3) columns only. */
function sum8Part(x: usize, step: usize, left: i32): v128 {
  const x4 = x + 4 * step;
  const a = f32x4.add(loadPart(x, left), loadPart(x + step, left));
  const b = f32x4.add(loadPart(x + 2 * step, left), loadPart(x + 3 * step, left));
  const c = f32x4.add(loadPart(x4, left), loadPart(x4 + step, left));
  const d = f32x4.add(loadPart(x4 + 2 * step, left), loadPart(x4 + 3 * step, left));
  return f32x4.add(f32x4.add(a, b), f32x4.add(c, d));
}

// @ts-ignore: decorator
@inline
function low(x: v128): v128 {
  return f64x2.promote_low_f32x4(x);
}

// @ts-ignore: decorator
@inline
function high(x: v128): v128 {
  return f64x2.promote_low_f32x4(i64x2.shuffle(x, x, 1, 1));
}

// @ts-ignore: decorator
@inline
function narrow(a: v128, b: v128, divisor: v128): v128 {
  const first = f32x4.demote_f64x2_zero(f64x2.div(a, divisor));
  const second = f32x4.demote_f64x2_zero(f64x2.div(b, divisor));
  return i64x2.shuffle(first, second, 0, 2);
}

/** Sixteen columns at once: whole lines of the cache. */
function sum16(x: usize, y: usize, axis: i32, step: usize, divisor: v128): void {
  let a = f64x2.splat(0);
  let b = a;
  let c = a;
  let d = a;
  let e = a;
  let f = a;
  let g = a;
  let h = a;
  let lanes: v128;
  for (; axis >= 8; axis -= 8) {
    lanes = sum8(x, step);
    a = f64x2.add(a, low(lanes));
    b = f64x2.add(b, high(lanes));
    lanes = sum8(x + 16, step);
    c = f64x2.add(c, low(lanes));
    d = f64x2.add(d, high(lanes));
    lanes = sum8(x + 32, step);
    e = f64x2.add(e, low(lanes));
    f = f64x2.add(f, high(lanes));
    lanes = sum8(x + 48, step);
    g = f64x2.add(g, low(lanes));
    h = f64x2.add(h, high(lanes));
    x += 8 * step;
  }
  for (; axis > 0; axis--) {
    lanes = v128.load(x);
    a = f64x2.add(a, low(lanes));
    b = f64x2.add(b, high(lanes));
    lanes = v128.load(x, 16);
    c = f64x2.add(c, low(lanes));
    d = f64x2.add(d, high(lanes));
    lanes = v128.load(x, 32);
    e = f64x2.add(e, low(lanes));
    f = f64x2.add(f, high(lanes));
    lanes = v128.load(x, 48);
    g = f64x2.add(g, low(lanes));
    h = f64x2.add(h, high(lanes));
    x += step;
  }
  v128.store(y, narrow(a, b, divisor));
  v128.store(y, narrow(c, d, divisor), 16);
  v128.store(y, narrow(e, f, divisor), 32);
  v128.store(y, narrow(g, h, divisor), 48);
}

/** Up to four columns. */
function sum4(x: usize, axis: i32, step: usize, divisor: v128, left: i32): v128 {
  let a = f64x2.splat(0);
  let b = a;
  for (; axis >= 8; axis -= 8) {
    const lanes = left < 4 ? sum8Part(x, step, left) : sum8(x, step);
    a = f64x2.add(a, low(lanes));
    b = f64x2.add(b, high(lanes));
    x += 8 * step;
  }
  for (; axis > 0; axis--) {
    const lanes = left < 4 ? loadPart(x, left) : v128.load(x);
    a = f64x2.add(a, low(lanes));
    b = f64x2.add(b, high(lanes));
    x += step;
  }
  return narrow(a, b, divisor);
}

/** A row of values that lie one after the other. */
export function sumRow(x: usize, count: i32): f64 {
  let sums = f64x2.splat(0);
  for (; count >= 32; count -= 32) {
    const lanes = sum8(x, 16);
    sums = f64x2.add(sums, f64x2.add(low(lanes), high(lanes)));
    x += 128;
  }
  for (; count >= 4; count -= 4) {
    const lanes = v128.load(x);
    sums = f64x2.add(sums, f64x2.add(low(lanes), high(lanes)));
    x += 16;
  }
  let sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  for (; count > 0; count--) {
    sum += load<f32>(x);
    x += 4;
  }
  return sum;
}

function sums(
  x: usize,
  y: usize,
  outer: i32,
  axis: i32,
  inner: i32,
  innerFrom: i32,
  innerTo: i32,
  divisor: f64,
): void {
  const step = (<usize>inner) << 2;
  const divisors = f64x2.splat(divisor);
  for (; outer > 0; outer--) {
    if (inner == 1) {
      if (innerFrom < innerTo) store<f32>(y, <f32>(sumRow(x, axis) / divisor));
    } else {
      let from = x + ((<usize>innerFrom) << 2);
      let to = y + ((<usize>innerFrom) << 2);
      let left = innerTo - innerFrom;
      for (; left >= 16; left -= 16) {
        sum16(from, to, axis, step, divisors);
        from += 64;
        to += 64;
      }
      for (; left > 0; left -= 4) {
        const lanes = sum4(from, axis, step, divisors, left);
        if (left < 4) storePart(to, lanes, left);
        else v128.store(to, lanes);
        from += 16;
        to += 16;
      }
    }
    x += step * <usize>axis;
    y += step;
  }
}

export function sumAxis(
  x: usize,
  y: usize,
  outer: i32,
  axis: i32,
  inner: i32,
  innerFrom: i32,
  innerTo: i32,
): void {
  sums(x, y, outer, axis, inner, innerFrom, innerTo, 1);
}

/** The sum through the length of the axis; NaN over none. */
export function meanAxis(
  x: usize,
  y: usize,
  outer: i32,
  axis: i32,
  inner: i32,
  innerFrom: i32,
  innerTo: i32,
): void {
  sums(x, y, outer, axis, inner, innerFrom, innerTo, axis);
}
