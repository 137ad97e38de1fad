// From numbers to bytes 0 or 1 and back, f(x, y, count), and the choice between two inputs.
import { loadBytes, loadLanes, storeBytes, storePart } from './lanes';

const enum Kind {
  IsNan,
  IsInf,
  IsFinite,
  FloatToBool,
  IntToBool,
}

function test(kind: Kind, x: usize, y: usize, count: i32): void {
  for (; count > 0; count -= 4) {
    storeBytes(y, apply(kind, loadLanes(x, count, 1)), count);
    x += 16;
    y += 4;
  }
}

// @ts-ignore: decorator
@inline
function apply(kind: Kind, x: v128): v128 {
  switch (kind) {
    case Kind.IsNan:
      return f32x4.ne(x, x);
    case Kind.IsInf:
      return f32x4.eq(f32x4.abs(x), f32x4.splat(Infinity));
    case Kind.IsFinite:
      return f32x4.lt(f32x4.abs(x), f32x4.splat(Infinity));
    case Kind.FloatToBool:
      return f32x4.ne(x, f32x4.splat(0));
    default:
      return i32x4.ne(x, i32x4.splat(0));
  }
}

export function isNan(x: usize, y: usize, count: i32): void {
  test(Kind.IsNan, x, y, count);
}

export function isInf(x: usize, y: usize, count: i32): void {
  test(Kind.IsInf, x, y, count);
}

export function isFinite(x: usize, y: usize, count: i32): void {
  test(Kind.IsFinite, x, y, count);
}

/** x != 0; NaN is true. */
export function floatToBool(x: usize, y: usize, count: i32): void {
  test(Kind.FloatToBool, x, y, count);
}

export function intToBool(x: usize, y: usize, count: i32): void {
  test(Kind.IntToBool, x, y, count);
}

function fromBool(x: usize, y: usize, count: i32, one: i32): void {
  for (; count > 0; count -= 4) {
    const lanes = v128.and(loadBytes(x, count), i32x4.splat(one));
    if (count < 4) storePart(y, lanes, count);
    else v128.store(y, lanes);
    x += 4;
    y += 16;
  }
}

export function boolToFloat(x: usize, y: usize, count: i32): void {
  fromBool(x, y, count, reinterpret<i32>(<f32>1));
}

export function boolToInt(x: usize, y: usize, count: i32): void {
  fromBool(x, y, count, 1);
}

/** y = condition ? a : b, for values of 4 bytes and conditions of one. */
export function select(condition: usize, a: usize, b: usize, y: usize, count: i32): void {
  for (; count > 0; count -= 4) {
    const mask = loadBytes(condition, count);
    const lanes = v128.bitselect(loadLanes(a, count, 1), loadLanes(b, count, 1), mask);
    if (count < 4) storePart(y, lanes, count);
    else v128.store(y, lanes);
    condition += 4;
    a += 16;
    b += 16;
    y += 16;
  }
}
