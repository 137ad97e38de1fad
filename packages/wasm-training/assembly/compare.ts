// Comparisons and logic as in elementwise-binary.ts; what they give is bytes, 0 or 1.
import { loadLanes, storeBytes } from './lanes';

const enum Kind {
  Equal,
  NotEqual,
  Greater,
  GreaterEqual,
  EqualInt,
  NotEqualInt,
  GreaterInt,
  GreaterEqualInt,
}

function compare(
  kind: Kind,
  a: usize,
  b: usize,
  y: usize,
  outer: i32,
  inner: i32,
  aOuter: i32,
  aInner: i32,
  bOuter: i32,
  bInner: i32,
): void {
  for (; outer > 0; outer--) {
    let p = a;
    let q = b;
    for (let left = inner; left > 0; left -= 4) {
      const mask = apply(kind, loadLanes(p, left, aInner), loadLanes(q, left, bInner));
      storeBytes(y, mask, left);
      p += (<usize>aInner) << 4;
      q += (<usize>bInner) << 4;
      y += <usize>min(left, 4);
    }
    a += (<usize>aOuter) << 2;
    b += (<usize>bOuter) << 2;
  }
}

// @ts-ignore: decorator
@inline
function apply(kind: Kind, a: v128, b: v128): v128 {
  switch (kind) {
    case Kind.Equal:
      return f32x4.eq(a, b);
    case Kind.NotEqual:
      return f32x4.ne(a, b);
    case Kind.Greater:
      return f32x4.gt(a, b);
    case Kind.GreaterEqual:
      return f32x4.ge(a, b);
    case Kind.EqualInt:
      return i32x4.eq(a, b);
    case Kind.NotEqualInt:
      return i32x4.ne(a, b);
    case Kind.GreaterInt:
      return i32x4.gt_s(a, b);
    default:
      return i32x4.ge_s(a, b);
  }
}

export function equal(
  a: usize,
  b: usize,
  y: usize,
  outer: i32,
  inner: i32,
  aOuter: i32,
  aInner: i32,
  bOuter: i32,
  bInner: i32,
): void {
  compare(Kind.Equal, a, b, y, outer, inner, aOuter, aInner, bOuter, bInner);
}

export function notEqual(
  a: usize,
  b: usize,
  y: usize,
  outer: i32,
  inner: i32,
  aOuter: i32,
  aInner: i32,
  bOuter: i32,
  bInner: i32,
): void {
  compare(Kind.NotEqual, a, b, y, outer, inner, aOuter, aInner, bOuter, bInner);
}

export function greater(
  a: usize,
  b: usize,
  y: usize,
  outer: i32,
  inner: i32,
  aOuter: i32,
  aInner: i32,
  bOuter: i32,
  bInner: i32,
): void {
  compare(Kind.Greater, a, b, y, outer, inner, aOuter, aInner, bOuter, bInner);
}

export function greaterEqual(
  a: usize,
  b: usize,
  y: usize,
  outer: i32,
  inner: i32,
  aOuter: i32,
  aInner: i32,
  bOuter: i32,
  bInner: i32,
): void {
  compare(Kind.GreaterEqual, a, b, y, outer, inner, aOuter, aInner, bOuter, bInner);
}

export function less(
  a: usize,
  b: usize,
  y: usize,
  outer: i32,
  inner: i32,
  aOuter: i32,
  aInner: i32,
  bOuter: i32,
  bInner: i32,
): void {
  compare(Kind.Greater, b, a, y, outer, inner, bOuter, bInner, aOuter, aInner);
}

export function lessEqual(
  a: usize,
  b: usize,
  y: usize,
  outer: i32,
  inner: i32,
  aOuter: i32,
  aInner: i32,
  bOuter: i32,
  bInner: i32,
): void {
  compare(Kind.GreaterEqual, b, a, y, outer, inner, bOuter, bInner, aOuter, aInner);
}

export function equalInt(
  a: usize,
  b: usize,
  y: usize,
  outer: i32,
  inner: i32,
  aOuter: i32,
  aInner: i32,
  bOuter: i32,
  bInner: i32,
): void {
  compare(Kind.EqualInt, a, b, y, outer, inner, aOuter, aInner, bOuter, bInner);
}

export function notEqualInt(
  a: usize,
  b: usize,
  y: usize,
  outer: i32,
  inner: i32,
  aOuter: i32,
  aInner: i32,
  bOuter: i32,
  bInner: i32,
): void {
  compare(Kind.NotEqualInt, a, b, y, outer, inner, aOuter, aInner, bOuter, bInner);
}

export function greaterInt(
  a: usize,
  b: usize,
  y: usize,
  outer: i32,
  inner: i32,
  aOuter: i32,
  aInner: i32,
  bOuter: i32,
  bInner: i32,
): void {
  compare(Kind.GreaterInt, a, b, y, outer, inner, aOuter, aInner, bOuter, bInner);
}

export function greaterEqualInt(
  a: usize,
  b: usize,
  y: usize,
  outer: i32,
  inner: i32,
  aOuter: i32,
  aInner: i32,
  bOuter: i32,
  bInner: i32,
): void {
  compare(Kind.GreaterEqualInt, a, b, y, outer, inner, aOuter, aInner, bOuter, bInner);
}

export function lessInt(
  a: usize,
  b: usize,
  y: usize,
  outer: i32,
  inner: i32,
  aOuter: i32,
  aInner: i32,
  bOuter: i32,
  bInner: i32,
): void {
  compare(Kind.GreaterInt, b, a, y, outer, inner, bOuter, bInner, aOuter, aInner);
}

export function lessEqualInt(
  a: usize,
  b: usize,
  y: usize,
  outer: i32,
  inner: i32,
  aOuter: i32,
  aInner: i32,
  bOuter: i32,
  bInner: i32,
): void {
  compare(Kind.GreaterEqualInt, b, a, y, outer, inner, bOuter, bInner, aOuter, aInner);
}

/** The truth table as four bits: what (p, q) gives is bit 2 p + q. */
function logic(
  table: i32,
  a: usize,
  b: usize,
  y: usize,
  outer: i32,
  inner: i32,
  aOuter: i32,
  aInner: i32,
  bOuter: i32,
  bInner: i32,
): void {
  for (; outer > 0; outer--) {
    for (let j = 0; j < inner; j++) {
      const p = <i32>(load<u8>(a + <usize>(j * aInner)) != 0);
      const q = <i32>(load<u8>(b + <usize>(j * bInner)) != 0);
      store<u8>(y++, (table >> (2 * p + q)) & 1);
    }
    a += <usize>aOuter;
    b += <usize>bOuter;
  }
}

export function logicalAnd(
  a: usize,
  b: usize,
  y: usize,
  outer: i32,
  inner: i32,
  aOuter: i32,
  aInner: i32,
  bOuter: i32,
  bInner: i32,
): void {
  logic(0b1000, a, b, y, outer, inner, aOuter, aInner, bOuter, bInner);
}

export function logicalOr(
  a: usize,
  b: usize,
  y: usize,
  outer: i32,
  inner: i32,
  aOuter: i32,
  aInner: i32,
  bOuter: i32,
  bInner: i32,
): void {
  logic(0b1110, a, b, y, outer, inner, aOuter, aInner, bOuter, bInner);
}

export function logicalXor(
  a: usize,
  b: usize,
  y: usize,
  outer: i32,
  inner: i32,
  aOuter: i32,
  aInner: i32,
  bOuter: i32,
  bInner: i32,
): void {
  logic(0b0110, a, b, y, outer, inner, aOuter, aInner, bOuter, bInner);
}

export function logicalNot(x: usize, y: usize, count: i32): void {
  for (; count > 0; count--) store<u8>(y++, load<u8>(x++) == 0);
}
