// Reductions of the middle axis, as in reduce.ts, of int32 and of bool.

const enum Kind {
  Sum,
  Max,
  Min,
}

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
  for (let o = 0; o < outer; o++, x += step * <usize>axis, y += step) {
    for (let column = from; column < to; column++) {
      let at = x + ((<usize>column) << 2);
      let total: i32 = kind == Kind.Max ? i32.MIN_VALUE : kind == Kind.Min ? i32.MAX_VALUE : 0;
      for (let row = 0; row < axis; row++, at += step) {
        const value = load<i32>(at);
        if (kind == Kind.Sum) total += value;
        else total = kind == Kind.Max ? max(total, value) : min(total, value);
      }
      store<i32>(y + ((<usize>column) << 2), total);
    }
  }
}

export function sumIntAxis(
  x: usize,
  y: usize,
  outer: i32,
  axis: i32,
  inner: i32,
  from: i32,
  to: i32,
): void {
  reduce(Kind.Sum, x, y, outer, axis, inner, from, to);
}

export function maxIntAxis(
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

export function minIntAxis(
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

/** Whether some are true, or, with `every`, all. */
function truth(
  every: i32,
  x: usize,
  y: usize,
  outer: i32,
  axis: i32,
  inner: i32,
  from: i32,
  to: i32,
): void {
  const step = <usize>inner;
  for (let o = 0; o < outer; o++, x += step * <usize>axis, y += step) {
    for (let column = from; column < to; column++) {
      let at = x + <usize>column;
      let result = every;
      for (let row = 0; row < axis; row++, at += step) {
        const value = <i32>(load<u8>(at) != 0);
        result = every ? result & value : result | value;
      }
      store<u8>(y + <usize>column, <u8>result);
    }
  }
}

export function anyAxis(
  x: usize,
  y: usize,
  outer: i32,
  axis: i32,
  inner: i32,
  from: i32,
  to: i32,
): void {
  truth(0, x, y, outer, axis, inner, from, to);
}

export function allAxis(
  x: usize,
  y: usize,
  outer: i32,
  axis: i32,
  inner: i32,
  from: i32,
  to: i32,
): void {
  truth(1, x, y, outer, axis, inner, from, to);
}
