// Reductions of the middle axis: x is [outer, axis, inner], y is [outer, inner], of which the columns
// `from` to `to` are computed. Where an inner axis is there, four columns at a time; else along the axis.
//
// Sums run in eight lanes over blocks of 64 rows, whose sums are added in double precision: the error is
// that of eight additions of float32 for each number, however many there are. The order is the same for
// every column and however the work is split, so that the bits are, too.
import { loadPart, storePart } from './lanes';

/** Rows of a block. */
const BLOCK = 64;

const enum Kind {
  Sum,
  Max,
  Min,
  Prod,
}

// @ts-ignore: decorator
@inline
function startOf(kind: Kind): f32 {
  if (kind == Kind.Max) return -Infinity;
  if (kind == Kind.Min) return Infinity;
  return kind == Kind.Prod ? 1 : 0;
}

// @ts-ignore: decorator
@inline
function combine(kind: Kind, a: v128, b: v128): v128 {
  if (kind == Kind.Max) return f32x4.max(a, b);
  if (kind == Kind.Min) return f32x4.min(a, b);
  return kind == Kind.Prod ? f32x4.mul(a, b) : f32x4.add(a, b);
}

// @ts-ignore: decorator
@inline
function combine1(kind: Kind, a: f32, b: f32): f32 {
  if (kind == Kind.Max) return max(a, b);
  if (kind == Kind.Min) return min(a, b);
  return kind == Kind.Prod ? a * b : a + b;
}

/** The sum of `count` numbers side by side, in double precision. */
function sumRow(x: usize, count: i32): f64 {
  let total = f64x2.splat(0);
  while (count >= 8) {
    const vectors = min(count >> 3, BLOCK);
    let low = f32x4.splat(0);
    let high = low;
    for (let i = 0; i < vectors; i++, x += 32) {
      low = f32x4.add(low, v128.load(x));
      high = f32x4.add(high, v128.load(x, 16));
    }
    count -= vectors << 3;
    total = f64x2.add(total, widen(low));
    total = f64x2.add(total, widen(high));
  }
  let sum = f64x2.extract_lane(total, 0) + f64x2.extract_lane(total, 1);
  for (; count > 0; count--, x += 4) sum += <f64>load<f32>(x);
  return sum;
}

/** Four numbers as two sums in double precision. */
// @ts-ignore: decorator
@inline
function widen(lanes: v128): v128 {
  const upper = i32x4.shuffle(lanes, lanes, 2, 3, 2, 3);
  return f64x2.add(f64x2.promote_low_f32x4(lanes), f64x2.promote_low_f32x4(upper));
}

/** The sums of up to four columns that lie side by side, times `factor`. */
// @ts-ignore: decorator
@inline
function sumColumns4(x: usize, y: usize, axis: i32, step: usize, left: i32, factor: f64): void {
  let low = f64x2.splat(0);
  let high = low;
  while (axis > 0) {
    const rows = min(axis, BLOCK);
    let a = f32x4.splat(0);
    let b = a;
    let row = 0;
    for (; row + 2 <= rows; row += 2, x += 2 * step) {
      a = f32x4.add(a, left < 4 ? loadPart(x, left) : v128.load(x));
      b = f32x4.add(b, left < 4 ? loadPart(x + step, left) : v128.load(x + step));
    }
    if (row < rows) {
      a = f32x4.add(a, left < 4 ? loadPart(x, left) : v128.load(x));
      x += step;
    }
    low = f64x2.add(low, f64x2.add(f64x2.promote_low_f32x4(a), f64x2.promote_low_f32x4(b)));
    a = i32x4.shuffle(a, a, 2, 3, 2, 3);
    b = i32x4.shuffle(b, b, 2, 3, 2, 3);
    high = f64x2.add(high, f64x2.add(f64x2.promote_low_f32x4(a), f64x2.promote_low_f32x4(b)));
    axis -= rows;
  }
  low = f32x4.demote_f64x2_zero(f64x2.mul(low, f64x2.splat(factor)));
  high = f32x4.demote_f64x2_zero(f64x2.mul(high, f64x2.splat(factor)));
  const lanes = i32x4.shuffle(low, high, 0, 1, 4, 5);
  if (left < 4) storePart(y, lanes, left);
  else v128.store(y, lanes);
}

function sumAll(
  x: usize,
  y: usize,
  outer: i32,
  axis: i32,
  inner: i32,
  from: i32,
  to: i32,
  factor: f64,
): void {
  const step = (<usize>inner) << 2;
  const size = step * <usize>axis;
  for (let o = 0; o < outer; o++, x += size, y += step) {
    if (inner == 1) {
      if (from < to) store<f32>(y, <f32>(sumRow(x, axis) * factor));
      continue;
    }
    let column = from;
    for (; column + 4 <= to; column += 4) {
      const at = (<usize>column) << 2;
      sumColumns4(x + at, y + at, axis, step, 4, factor);
    }
    const at = (<usize>column) << 2;
    if (column < to) sumColumns4(x + at, y + at, axis, step, to - column, factor);
  }
}

/** y = sum of x over the axis. */
export function sumAxis(
  x: usize,
  y: usize,
  outer: i32,
  axis: i32,
  inner: i32,
  from: i32,
  to: i32,
): void {
  sumAll(x, y, outer, axis, inner, from, to, 1);
}

/** y = mean of x over the axis. */
export function meanAxis(
  x: usize,
  y: usize,
  outer: i32,
  axis: i32,
  inner: i32,
  from: i32,
  to: i32,
): void {
  sumAll(x, y, outer, axis, inner, from, to, 1 / <f64>axis);
}

/** The others. NaN is carried: the instructions do. */
// @ts-ignore: decorator
@inline
function reduce(
  kind: Kind,
  x: usize,
  y: usize,
  outer: i32,
  axis: i32,
  inner: i32,
  from: i32,
  to: i32,
): void {
  const step = (<usize>inner) << 2;
  for (let o = 0; o < outer; o++) {
    const first = x + (<usize>o) * step * <usize>axis;
    const result = y + (<usize>o) * step;
    if (inner == 1 && from < to) store<f32>(result, reduceRow(kind, first, axis));
    for (let column = from; column < to && inner > 1; column += 4) {
      const left = to - column;
      let at = first + ((<usize>column) << 2);
      let lanes = f32x4.splat(startOf(kind));
      for (let row = 0; row < axis; row++, at += step) {
        lanes = combine(kind, lanes, left < 4 ? loadPart(at, left) : v128.load(at));
      }
      if (left < 4) storePart(result + ((<usize>column) << 2), lanes, left);
      else v128.store(result + ((<usize>column) << 2), lanes);
    }
  }
}

/** Numbers side by side. */
function reduceRow(kind: Kind, x: usize, count: i32): f32 {
  let lanes = f32x4.splat(startOf(kind));
  for (; count >= 4; count -= 4, x += 16) lanes = combine(kind, lanes, v128.load(x));
  lanes = combine(kind, lanes, i32x4.shuffle(lanes, lanes, 2, 3, 0, 1));
  lanes = combine(kind, lanes, i32x4.shuffle(lanes, lanes, 1, 0, 3, 2));
  let total = f32x4.extract_lane(lanes, 0);
  for (; count > 0; count--, x += 4) total = combine1(kind, total, load<f32>(x));
  return total;
}

/** y = greatest of x along the axis. */
export function maxAxis(
  x: usize,
  y: usize,
  outer: i32,
  axis: i32,
  inner: i32,
  from: i32,
  to: i32,
): void {
  reduce(Kind.Max, x, y, outer, axis, inner, from, to);
}

/** y = least of x along the axis. */
export function minAxis(
  x: usize,
  y: usize,
  outer: i32,
  axis: i32,
  inner: i32,
  from: i32,
  to: i32,
): void {
  reduce(Kind.Min, x, y, outer, axis, inner, from, to);
}

/** y = product of x along the axis. */
export function prodAxis(
  x: usize,
  y: usize,
  outer: i32,
  axis: i32,
  inner: i32,
  from: i32,
  to: i32,
): void {
  reduce(Kind.Prod, x, y, outer, axis, inner, from, to);
}

/**
 * y (int32) = index of the greatest, the first of them; NaN is passed over, as on TensorFlow.js's cpu
 * backend, unless it is all there is before a number: then its place is kept.
 */
export function argMaxAxis(
  x: usize,
  y: usize,
  outer: i32,
  axis: i32,
  inner: i32,
  from: i32,
  to: i32,
): void {
  argAxis(1, x, y, outer, axis, inner, from, to);
}

/** y (int32) = index of the least, the first of them. */
export function argMinAxis(
  x: usize,
  y: usize,
  outer: i32,
  axis: i32,
  inner: i32,
  from: i32,
  to: i32,
): void {
  argAxis(-1, x, y, outer, axis, inner, from, to);
}

function argAxis(
  sign: f32,
  x: usize,
  y: usize,
  outer: i32,
  axis: i32,
  inner: i32,
  from: i32,
  to: i32,
): void {
  const step = (<usize>inner) << 2;
  for (let o = 0; o < outer; o++, x += step * <usize>axis, y += step) {
    for (let column = from; column < to; column++) {
      let at = x + ((<usize>column) << 2);
      let best = load<f32>(at) * sign;
      let index = 0;
      for (let row = 1; row < axis; row++) {
        at += step;
        const value = load<f32>(at) * sign;
        if (value > best) {
          best = value;
          index = row;
        }
      }
      store<i32>(y + ((<usize>column) << 2), index);
    }
  }
}

/** y = sums along the axis with running totals: of what comes before too, or only that. */
export function cumsumAxis(
  x: usize,
  y: usize,
  outer: i32,
  axis: i32,
  inner: i32,
  exclusive: i32,
  reverse: i32,
): void {
  const step = inner << 2;
  const size = (<usize>step) * <usize>axis;
  for (let o = 0; o < outer; o++, x += size, y += size) {
    for (let column = 0; column < inner; column++) {
      let at = (<usize>column) << 2;
      if (reverse) at += (<usize>(axis - 1)) * <usize>step;
      let total: f32 = 0;
      for (let row = 0; row < axis; row++) {
        const value = load<f32>(x + at);
        store<f32>(y + at, exclusive ? total : total + value);
        total += value;
        at += reverse ? -step : step;
      }
    }
  }
}
