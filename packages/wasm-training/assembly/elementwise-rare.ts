// Elementwise kernels of two inputs as in elementwise-binary.ts, for what is needed less often: one
// loop serves all, and looks up for each four values what to do. Those of int32 wrap around at 32 bits.
import { loadLanes, storePart } from './lanes';
import { pow4 } from './pow';

const enum Kind {
  Atan2,
  FloorDiv,
  Mod,
  Pow,
  Prelu,
  AddInt,
  SubInt,
  MulInt,
  MaxInt,
  MinInt,
  SquaredDifferenceInt,
  FloorDivInt,
  ModInt,
}

function map(
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
      const lanes = apply(kind, loadLanes(p, left, aInner), loadLanes(q, left, bInner));
      if (left < 4) storePart(y, lanes, left);
      else v128.store(y, lanes);
      p += (<usize>aInner) << 4;
      q += (<usize>bInner) << 4;
      y += (<usize>min(left, 4)) << 2;
    }
    a += (<usize>aOuter) << 2;
    b += (<usize>bOuter) << 2;
  }
}

// @ts-ignore: decorator
@inline
function apply(kind: Kind, a: v128, b: v128): v128 {
  switch (kind) {
    case Kind.FloorDiv:
      return floorDiv4(a, b);
    case Kind.Prelu:
      return v128.bitselect(f32x4.mul(a, b), a, f32x4.lt(a, f32x4.splat(0)));
    case Kind.Pow:
      return pow4(a, b);
    case Kind.AddInt:
      return i32x4.add(a, b);
    case Kind.SubInt:
      return i32x4.sub(a, b);
    case Kind.MulInt:
      return i32x4.mul(a, b);
    case Kind.MaxInt:
      return i32x4.max_s(a, b);
    case Kind.MinInt:
      return i32x4.min_s(a, b);
    case Kind.SquaredDifferenceInt:
      return i32x4.mul(i32x4.sub(a, b), i32x4.sub(a, b));
    default:
      break;
  }
  let y = a;
  for (let lane = 0; lane < 4; lane++) {
    const rest = apply1(kind, i32x4.extract_lane(a, 0), i32x4.extract_lane(b, 0));
    a = i32x4.shuffle(a, a, 1, 2, 3, 0);
    b = i32x4.shuffle(b, b, 1, 2, 3, 0);
    y = i32x4.shuffle(y, i32x4.splat(rest), 1, 2, 3, 4);
  }
  return y;
}

/** What is done one value at a time, from bits to bits. */
// @ts-ignore: decorator
@inline
function apply1(kind: Kind, a: i32, b: i32): i32 {
  switch (kind) {
    case Kind.Atan2:
      return reinterpret<i32>(NativeMathf.atan2(reinterpret<f32>(a), reinterpret<f32>(b)));
    case Kind.Mod:
      return reinterpret<i32>(mod1(reinterpret<f32>(a), reinterpret<f32>(b)));
    case Kind.FloorDivInt:
      return b == 0 ? 0 : <i32>(<i64>Math.floor(<f64>a / <f64>b));
    default:
      return modInt1(a, b);
  }
}

function floorDiv4(a: v128, b: v128): v128 {
  const high = i32x4.shuffle(b, b, 2, 3, 0, 1);
  const second = floorDiv2(i32x4.shuffle(a, a, 2, 3, 0, 1), high);
  return i64x2.shuffle(floorDiv2(a, b), second, 0, 2);
}

function floorDiv2(a: v128, b: v128): v128 {
  const quotient = f64x2.div(f64x2.promote_low_f32x4(a), f64x2.promote_low_f32x4(b));
  return f32x4.demote_f64x2_zero(f64x2.floor(quotient));
}

/** (a % b + b) % b where the signs differ, in double precision as TensorFlow.js computes it. */
function mod1(a: f32, b: f32): f32 {
  const rest = a % b;
  if ((a < 0 && b < 0) || (a >= 0 && b >= 0)) return rest;
  const sum = <f64>rest + <f64>b;
  if (sum != <f64>b) return <f32>sum;
  return abs(b) < Infinity ? copysign<f32>(0, b) : NaN;
}

function modInt1(a: i32, b: i32): i32 {
  if (b == 0) return 0;
  const rest = a % b;
  return rest != 0 && (rest ^ b) < 0 ? rest + b : rest;
}

/** The angle of the point (b, a). */
export function atan2(
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
  map(Kind.Atan2, a, b, y, outer, inner, aOuter, aInner, bOuter, bInner);
}

/** The floor of a / b as float32, from a quotient in float64. */
export function floorDiv(
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
  map(Kind.FloorDiv, a, b, y, outer, inner, aOuter, aInner, bOuter, bInner);
}

/** The remainder with the sign of b. */
export function mod(
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
  map(Kind.Mod, a, b, y, outer, inner, aOuter, aInner, bOuter, bInner);
}

export function pow(
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
  map(Kind.Pow, a, b, y, outer, inner, aOuter, aInner, bOuter, bInner);
}

/** a b for a < 0, else a. */
export function prelu(
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
  map(Kind.Prelu, a, b, y, outer, inner, aOuter, aInner, bOuter, bInner);
}

export function addInt(
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
  map(Kind.AddInt, a, b, y, outer, inner, aOuter, aInner, bOuter, bInner);
}

export function subInt(
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
  map(Kind.SubInt, a, b, y, outer, inner, aOuter, aInner, bOuter, bInner);
}

export function mulInt(
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
  map(Kind.MulInt, a, b, y, outer, inner, aOuter, aInner, bOuter, bInner);
}

export function maxInt(
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
  map(Kind.MaxInt, a, b, y, outer, inner, aOuter, aInner, bOuter, bInner);
}

export function minInt(
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
  map(Kind.MinInt, a, b, y, outer, inner, aOuter, aInner, bOuter, bInner);
}

export function squaredDifferenceInt(
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
  map(Kind.SquaredDifferenceInt, a, b, y, outer, inner, aOuter, aInner, bOuter, bInner);
}

/** The floor of a / b; 0 for b = 0. */
export function floorDivInt(
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
  map(Kind.FloorDivInt, a, b, y, outer, inner, aOuter, aInner, bOuter, bInner);
}

/** The remainder with the sign of b; 0 for b = 0. */
export function modInt(
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
  map(Kind.ModInt, a, b, y, outer, inner, aOuter, aInner, bOuter, bInner);
}
