// Elementwise kernels of one input: f(x, y, count), where y may be x. What is quick and common has a loop
// of its own; one loop serves the rest, and looks up for each four values what to do, which keeps the
// binary small.
//
// Semantics are those of TensorFlow.js's cpu backend, which computes in double precision and rounds;
// only erf is the true one, of which TensorFlow.js's is an approximation to 1.5e-7.
import { loadPart, storePart } from './lanes';
import { erf4, exp4, expm14, log1p4, log4, sigmoid4, softplus4, tanh4 } from './math';

const enum Kind {
  Abs,
  Ceil,
  Elu,
  Erf,
  Exp,
  Expm1,
  Floor,
  Log,
  Log1p,
  Neg,
  Reciprocal,
  Relu,
  Relu6,
  Round,
  Rsqrt,
  Selu,
  Sigmoid,
  Sign,
  Softplus,
  Sqrt,
  Square,
  Tanh,
  LeakyRelu,
  Step,
  Clip,
  NegInt,
  AbsInt,
  SquareInt,
  SignInt,
  IntToFloat,
  FloatToInt,
}

@unmanaged
class Lanes {
  of(x: v128, p: v128, q: v128): v128 {
    return x;
  }
}

@unmanaged
class Abs extends Lanes {
  @inline
  of(x: v128, p: v128, q: v128): v128 {
    return f32x4.abs(x);
  }
}

@unmanaged
class Neg extends Lanes {
  @inline
  of(x: v128, p: v128, q: v128): v128 {
    return f32x4.neg(x);
  }
}

@unmanaged
class Relu extends Lanes {
  @inline
  of(x: v128, p: v128, q: v128): v128 {
    return f32x4.max(f32x4.splat(0), x);
  }
}

@unmanaged
class Relu6 extends Lanes {
  @inline
  of(x: v128, p: v128, q: v128): v128 {
    return f32x4.min(f32x4.max(f32x4.splat(0), x), f32x4.splat(6));
  }
}

@unmanaged
class Sqrt extends Lanes {
  @inline
  of(x: v128, p: v128, q: v128): v128 {
    return f32x4.sqrt(x);
  }
}

@unmanaged
class Square extends Lanes {
  @inline
  of(x: v128, p: v128, q: v128): v128 {
    return f32x4.mul(x, x);
  }
}

@unmanaged
class LeakyRelu extends Lanes {
  @inline
  of(x: v128, p: v128, q: v128): v128 {
    return v128.bitselect(f32x4.mul(p, x), x, f32x4.lt(x, f32x4.splat(0)));
  }
}

@unmanaged
class Step extends Lanes {
  @inline
  of(x: v128, p: v128, q: v128): v128 {
    const y = v128.bitselect(f32x4.splat(1), p, f32x4.gt(x, f32x4.splat(0)));
    return v128.bitselect(y, x, f32x4.eq(x, x));
  }
}

@unmanaged
class Clip extends Lanes {
  @inline
  of(x: v128, p: v128, q: v128): v128 {
    const y = v128.bitselect(p, x, f32x4.lt(x, p));
    return v128.bitselect(q, y, f32x4.gt(x, q));
  }
}

@unmanaged
class IntToFloat extends Lanes {
  @inline
  of(x: v128, p: v128, q: v128): v128 {
    return f32x4.convert_i32x4_s(x);
  }
}

/** Whole fours, in a loop of their own. */
// @ts-ignore: decorator
@inline
function fours<Op>(x: usize, y: usize, count: i32, p: v128, q: v128): void {
  const op = changetype<Op>(0);
  for (; count > 0; count -= 4) {
    v128.store(y, op.of(v128.load(x), p, q));
    x += 16;
    y += 16;
  }
}

/** Does the whole fours of what is quick and common, and says how many values these are. */
// @ts-ignore: decorator
@inline
function quick(kind: Kind, x: usize, y: usize, count: i32, p: v128, q: v128): i32 {
  count &= ~3;
  switch (kind) {
    case Kind.Abs:
      fours<Abs>(x, y, count, p, q);
      return count;
    case Kind.Neg:
      fours<Neg>(x, y, count, p, q);
      return count;
    case Kind.Relu:
      fours<Relu>(x, y, count, p, q);
      return count;
    case Kind.Relu6:
      fours<Relu6>(x, y, count, p, q);
      return count;
    case Kind.Sqrt:
      fours<Sqrt>(x, y, count, p, q);
      return count;
    case Kind.Square:
      fours<Square>(x, y, count, p, q);
      return count;
    case Kind.LeakyRelu:
      fours<LeakyRelu>(x, y, count, p, q);
      return count;
    case Kind.Step:
      fours<Step>(x, y, count, p, q);
      return count;
    case Kind.Clip:
      fours<Clip>(x, y, count, p, q);
      return count;
    case Kind.IntToFloat:
      fours<IntToFloat>(x, y, count, p, q);
      return count;
    default:
      return 0;
  }
}

/** y = what `kind` makes of x and, for some kinds, of p and q. */
function map(kind: Kind, x: usize, y: usize, count: i32, p: f32, q: f32): void {
  const ps = f32x4.splat(p);
  const qs = f32x4.splat(q);
  const done = quick(kind, x, y, count, ps, qs);
  x += (<usize>done) << 2;
  y += (<usize>done) << 2;
  for (count -= done; count > 0; count -= 4) {
    const isPart = count < 4;
    const lanes = apply(kind, isPart ? loadPart(x, count) : v128.load(x), ps, qs);
    if (isPart) storePart(y, lanes, count);
    else v128.store(y, lanes);
    x += 16;
    y += 16;
  }
}

// @ts-ignore: decorator
@inline
function apply(kind: Kind, x: v128, p: v128, q: v128): v128 {
  switch (kind) {
    case Kind.Abs:
      return changetype<Abs>(0).of(x, p, q);
    case Kind.Ceil:
      return f32x4.ceil(x);
    case Kind.Elu:
      return v128.bitselect(x, expm14(x), f32x4.ge(x, f32x4.splat(0)));
    case Kind.Erf:
      return erf4(x);
    case Kind.Exp:
      return exp4(x);
    case Kind.Expm1:
      return expm14(x);
    case Kind.Floor:
      return f32x4.floor(x);
    case Kind.Log:
      return log4(x);
    case Kind.Log1p:
      return log1p4(x);
    case Kind.Neg:
      return changetype<Neg>(0).of(x, p, q);
    case Kind.Reciprocal:
      return f32x4.div(f32x4.splat(1), x);
    case Kind.Relu:
      return changetype<Relu>(0).of(x, p, q);
    case Kind.Relu6:
      return changetype<Relu6>(0).of(x, p, q);
    case Kind.Round:
      return f32x4.nearest(x);
    case Kind.Rsqrt:
      return f32x4.div(f32x4.splat(1), f32x4.sqrt(x));
    case Kind.Selu:
      return selu4(x);
    case Kind.Sigmoid:
      return sigmoid4(x);
    case Kind.Sign:
      return sign4(x);
    case Kind.Softplus:
      return softplus4(x);
    case Kind.Sqrt:
      return changetype<Sqrt>(0).of(x, p, q);
    case Kind.Square:
      return changetype<Square>(0).of(x, p, q);
    case Kind.Tanh:
      return tanh4(x);
    case Kind.LeakyRelu:
      return changetype<LeakyRelu>(0).of(x, p, q);
    case Kind.Step:
      return changetype<Step>(0).of(x, p, q);
    case Kind.Clip:
      return changetype<Clip>(0).of(x, p, q);
    case Kind.NegInt:
      return i32x4.neg(x);
    case Kind.AbsInt:
      return i32x4.abs(x);
    case Kind.SquareInt:
      return i32x4.mul(x, x);
    case Kind.SignInt:
      return v128.or(i32x4.shr_s(x, 31), i32x4.shr_u(i32x4.neg(x), 31));
    case Kind.IntToFloat:
      return changetype<IntToFloat>(0).of(x, p, q);
    case Kind.FloatToInt:
      return toInt4(x);
    default:
      return x;
  }
}

function selu4(x: v128): v128 {
  const below = f32x4.mul(f32x4.splat(1.6732632423543772), expm14(x));
  const y = v128.bitselect(x, below, f32x4.ge(x, f32x4.splat(0)));
  return f32x4.mul(f32x4.splat(1.0507009873554805), y);
}

/** 1, -1 or 0; 0 for NaN, too. */
function sign4(x: v128): v128 {
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  return f32x4.sub(v128.and(f32x4.gt(x, zero), one), v128.and(f32x4.lt(x, zero), one));
}

/** Towards zero, modulo 2^32, NaN and infinities to 0, as JavaScript converts to int32. */
function toInt4(x: v128): v128 {
  if (i32x4.all_true(f32x4.lt(f32x4.abs(x), f32x4.splat(2147483648)))) {
    return i32x4.trunc_sat_f32x4_s(x);
  }
  let y = i32x4.splat(toInt1(f32x4.extract_lane(x, 0)));
  y = i32x4.replace_lane(y, 1, toInt1(f32x4.extract_lane(x, 1)));
  y = i32x4.replace_lane(y, 2, toInt1(f32x4.extract_lane(x, 2)));
  return i32x4.replace_lane(y, 3, toInt1(f32x4.extract_lane(x, 3)));
}

function toInt1(x: f32): i32 {
  // from 2^56 on, a float32 is a multiple of 2^32
  return f32.abs(x) < 72057594037927936 ? <i32>(<i64>x) : 0;
}

export function abs(x: usize, y: usize, count: i32): void {
  map(Kind.Abs, x, y, count, 0, 0);
}

export function ceil(x: usize, y: usize, count: i32): void {
  map(Kind.Ceil, x, y, count, 0, 0);
}

export function elu(x: usize, y: usize, count: i32): void {
  map(Kind.Elu, x, y, count, 0, 0);
}

export function erf(x: usize, y: usize, count: i32): void {
  map(Kind.Erf, x, y, count, 0, 0);
}

export function exp(x: usize, y: usize, count: i32): void {
  map(Kind.Exp, x, y, count, 0, 0);
}

export function expm1(x: usize, y: usize, count: i32): void {
  map(Kind.Expm1, x, y, count, 0, 0);
}

export function floor(x: usize, y: usize, count: i32): void {
  map(Kind.Floor, x, y, count, 0, 0);
}

export function log(x: usize, y: usize, count: i32): void {
  map(Kind.Log, x, y, count, 0, 0);
}

export function log1p(x: usize, y: usize, count: i32): void {
  map(Kind.Log1p, x, y, count, 0, 0);
}

export function neg(x: usize, y: usize, count: i32): void {
  map(Kind.Neg, x, y, count, 0, 0);
}

export function reciprocal(x: usize, y: usize, count: i32): void {
  map(Kind.Reciprocal, x, y, count, 0, 0);
}

export function relu(x: usize, y: usize, count: i32): void {
  map(Kind.Relu, x, y, count, 0, 0);
}

export function relu6(x: usize, y: usize, count: i32): void {
  map(Kind.Relu6, x, y, count, 0, 0);
}

/** To the nearest integer, halves to the even one. */
export function round(x: usize, y: usize, count: i32): void {
  map(Kind.Round, x, y, count, 0, 0);
}

export function rsqrt(x: usize, y: usize, count: i32): void {
  map(Kind.Rsqrt, x, y, count, 0, 0);
}

export function selu(x: usize, y: usize, count: i32): void {
  map(Kind.Selu, x, y, count, 0, 0);
}

export function sigmoid(x: usize, y: usize, count: i32): void {
  map(Kind.Sigmoid, x, y, count, 0, 0);
}

export function sign(x: usize, y: usize, count: i32): void {
  map(Kind.Sign, x, y, count, 0, 0);
}

export function softplus(x: usize, y: usize, count: i32): void {
  map(Kind.Softplus, x, y, count, 0, 0);
}

export function sqrt(x: usize, y: usize, count: i32): void {
  map(Kind.Sqrt, x, y, count, 0, 0);
}

export function square(x: usize, y: usize, count: i32): void {
  map(Kind.Square, x, y, count, 0, 0);
}

export function tanh(x: usize, y: usize, count: i32): void {
  map(Kind.Tanh, x, y, count, 0, 0);
}

/** alpha x for x < 0, else x. */
export function leakyRelu(x: usize, y: usize, count: i32, alpha: f32): void {
  map(Kind.LeakyRelu, x, y, count, alpha, 0);
}

/** 1 for x > 0, NaN for NaN, else alpha. */
export function step(x: usize, y: usize, count: i32, alpha: f32): void {
  map(Kind.Step, x, y, count, alpha, 0);
}

/** x within low and high; NaN stays. */
export function clip(x: usize, y: usize, count: i32, low: f32, high: f32): void {
  map(Kind.Clip, x, y, count, low, high);
}

export function negInt(x: usize, y: usize, count: i32): void {
  map(Kind.NegInt, x, y, count, 0, 0);
}

export function absInt(x: usize, y: usize, count: i32): void {
  map(Kind.AbsInt, x, y, count, 0, 0);
}

export function squareInt(x: usize, y: usize, count: i32): void {
  map(Kind.SquareInt, x, y, count, 0, 0);
}

export function signInt(x: usize, y: usize, count: i32): void {
  map(Kind.SignInt, x, y, count, 0, 0);
}

export function intToFloat(x: usize, y: usize, count: i32): void {
  map(Kind.IntToFloat, x, y, count, 0, 0);
}

export function floatToInt(x: usize, y: usize, count: i32): void {
  map(Kind.FloatToInt, x, y, count, 0, 0);
}
