// Reductions other than sums of float32 over the middle axis of [outer, axis, inner], of the columns
// innerFrom to innerTo; one at a time for an inner size of 1, else four columns at once. None depends on
// an order but the product, which is in float64 along the axis.
import { loadLanes, storePart } from './lanes';

const enum Kind {
  Max,
  Min,
  SumInt,
  MaxInt,
  MinInt,
}

// @ts-ignore: decorator
@inline
function apply(kind: Kind, a: v128, b: v128): v128 {
  switch (kind) {
    case Kind.Max:
      return f32x4.max(a, b);
    case Kind.Min:
      return f32x4.min(a, b);
    case Kind.SumInt:
      return i32x4.add(a, b);
    case Kind.MaxInt:
      return i32x4.max_s(a, b);
    default:
      return i32x4.min_s(a, b);
  }
}

/** What changes nothing, and is the result over an axis of length 0. */
function neutral(kind: Kind): v128 {
  switch (kind) {
    case Kind.Max:
      return f32x4.splat(-Infinity);
    case Kind.Min:
      return f32x4.splat(Infinity);
    case Kind.SumInt:
      return i32x4.splat(0);
    case Kind.MaxInt:
      return i32x4.splat(i32.MIN_VALUE);
    default:
      return i32x4.splat(i32.MAX_VALUE);
  }
}

/** A row of values that lie one after the other, in the first lane. */
function reduceRow(kind: Kind, x: usize, count: i32): v128 {
  let lanes = neutral(kind);
  let rest = lanes;
  for (; count >= 4; count -= 4) {
    lanes = apply(kind, lanes, v128.load(x));
    x += 16;
  }
  for (; count > 0; count--) {
    rest = apply(kind, rest, v128.load32_splat(x));
    x += 4;
  }
  lanes = apply(kind, lanes, i32x4.shuffle(lanes, lanes, 2, 3, 0, 1));
  return apply(kind, apply(kind, lanes, i32x4.shuffle(lanes, lanes, 1, 0, 3, 2)), rest);
}

/** The largest of a row, in all lanes. */
export function maxOfRow(x: usize, count: i32): v128 {
  const largest = reduceRow(Kind.Max, x, count);
  return i32x4.shuffle(largest, largest, 0, 0, 0, 0);
}

function reduce(
  kind: Kind,
  x: usize,
  y: usize,
  outer: i32,
  axis: i32,
  inner: i32,
  innerFrom: i32,
  innerTo: i32,
): void {
  const step = (<usize>inner) << 2;
  for (; outer > 0; outer--) {
    let from = x + ((<usize>innerFrom) << 2);
    let to = y + ((<usize>innerFrom) << 2);
    if (inner == 1) {
      if (innerFrom < innerTo) v128.store32_lane(to, reduceRow(kind, from, axis), 0);
    } else {
      for (let left = innerTo - innerFrom; left > 0; left -= 4) {
        let lanes = neutral(kind);
        for (let k = 0, at = from; k < axis; k++, at += step) {
          lanes = apply(kind, lanes, loadLanes(at, left, 1));
        }
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

export function maxAxis(
  x: usize,
  y: usize,
  outer: i32,
  axis: i32,
  inner: i32,
  innerFrom: i32,
  innerTo: i32,
): void {
  reduce(Kind.Max, x, y, outer, axis, inner, innerFrom, innerTo);
}

export function minAxis(
  x: usize,
  y: usize,
  outer: i32,
  axis: i32,
  inner: i32,
  innerFrom: i32,
  innerTo: i32,
): void {
  reduce(Kind.Min, x, y, outer, axis, inner, innerFrom, innerTo);
}

export function sumIntAxis(
  x: usize,
  y: usize,
  outer: i32,
  axis: i32,
  inner: i32,
  innerFrom: i32,
  innerTo: i32,
): void {
  reduce(Kind.SumInt, x, y, outer, axis, inner, innerFrom, innerTo);
}

export function maxIntAxis(
  x: usize,
  y: usize,
  outer: i32,
  axis: i32,
  inner: i32,
  innerFrom: i32,
  innerTo: i32,
): void {
  reduce(Kind.MaxInt, x, y, outer, axis, inner, innerFrom, innerTo);
}

export function minIntAxis(
  x: usize,
  y: usize,
  outer: i32,
  axis: i32,
  inner: i32,
  innerFrom: i32,
  innerTo: i32,
): void {
  reduce(Kind.MinInt, x, y, outer, axis, inner, innerFrom, innerTo);
}

export function prodAxis(
  x: usize,
  y: usize,
  outer: i32,
  axis: i32,
  inner: i32,
  innerFrom: i32,
  innerTo: i32,
): void {
  const step = (<usize>inner) << 2;
  for (; outer > 0; outer--) {
    for (let column = innerFrom; column < innerTo; column++) {
      const offset = (<usize>column) << 2;
      let product: f64 = 1;
      for (let k = 0, at = x + offset; k < axis; k++, at += step) product *= load<f32>(at);
      store<f32>(y + offset, <f32>product);
    }
    x += step * <usize>axis;
    y += step;
  }
}
