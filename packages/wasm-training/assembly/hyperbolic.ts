// Hyperbolic functions and their inverses, and those of the circle, of four float32 at a time, built on
// math.ts; each is within a relative 5e-7 of the true value. The polynomial of atan is that of atanf in the
// Cephes library (Stephen L. Moshier, 1984 to 1992).
import { exp4, expm14, log1p4, log4, madd } from './math';

// From here on 1 is nothing beside e^2x, and e^x must be made of two factors as it may be out of range.
const FAR: f32 = 9;
// From here on 1 is nothing beside x^2.
const LARGE: f32 = 1e4;
const LN2: f32 = 0.69314718056;

// @ts-ignore: decorator
@inline
function withSign(size: v128, x: v128): v128 {
  return v128.or(size, v128.and(x, f32x4.splat(-0.0)));
}

/** e^x / 2 for large x, without overflow before its time. */
function halfExp(x: v128): v128 {
  const root = exp4(f32x4.mul(x, f32x4.splat(0.5)));
  return f32x4.mul(f32x4.mul(root, f32x4.splat(0.5)), root);
}

/** (t + t / (t + 1)) / 2 with t = e^|x| - 1: nothing cancels. */
export function sinh4(x: v128): v128 {
  const size = f32x4.abs(x);
  const t = expm14(size);
  const sum = f32x4.add(t, f32x4.div(t, f32x4.add(t, f32x4.splat(1))));
  const near = f32x4.mul(sum, f32x4.splat(0.5));
  return withSign(v128.bitselect(halfExp(size), near, f32x4.gt(size, f32x4.splat(FAR))), x);
}

export function cosh4(x: v128): v128 {
  const size = f32x4.abs(x);
  const e = exp4(size);
  const near = f32x4.mul(f32x4.add(e, f32x4.div(f32x4.splat(1), e)), f32x4.splat(0.5));
  return v128.bitselect(halfExp(size), near, f32x4.gt(size, f32x4.splat(FAR)));
}

/** log(1 + (|x| + x^2 / (1 + sqrt(x^2 + 1)))). */
export function asinh4(x: v128): v128 {
  const one = f32x4.splat(1);
  const size = f32x4.abs(x);
  const square = f32x4.mul(size, size);
  const root = f32x4.sqrt(f32x4.add(square, one));
  const near = log1p4(f32x4.add(size, f32x4.div(square, f32x4.add(one, root))));
  const far = f32x4.add(log4(size), f32x4.splat(LN2));
  return withSign(v128.bitselect(far, near, f32x4.gt(size, f32x4.splat(LARGE))), x);
}

/** log(1 + (t + sqrt(t (t + 2)))) with t = x - 1; NaN below 1. */
export function acosh4(x: v128): v128 {
  const t = f32x4.sub(x, f32x4.splat(1));
  const near = log1p4(f32x4.add(t, f32x4.sqrt(f32x4.mul(t, f32x4.add(t, f32x4.splat(2))))));
  const far = f32x4.add(log4(x), f32x4.splat(LN2));
  const y = v128.bitselect(far, near, f32x4.gt(x, f32x4.splat(LARGE)));
  return v128.or(y, f32x4.lt(x, f32x4.splat(1))); // all ones is NaN
}

/** log(1 + 2 |x| / (1 - |x|)) / 2: NaN above 1 comes by itself. */
export function atanh4(x: v128): v128 {
  const size = f32x4.abs(x);
  const ratio = f32x4.div(f32x4.add(size, size), f32x4.sub(f32x4.splat(1), size));
  return withSign(f32x4.mul(log1p4(ratio), f32x4.splat(0.5)), x);
}

/** Of x below tan(pi / 8); else of -1 / x or (x - 1) / (x + 1), and what that turns away. */
export function atan4(x: v128): v128 {
  const size = f32x4.abs(x);
  const one = f32x4.splat(1);
  const isFar = f32x4.gt(size, f32x4.splat(2.414213562373095));
  const isBeyond = f32x4.gt(size, f32x4.splat(0.414213562373095));
  const middle = f32x4.div(f32x4.sub(size, one), f32x4.add(size, one));
  let r = v128.bitselect(middle, size, isBeyond);
  r = v128.bitselect(f32x4.div(f32x4.splat(-1), size), r, isFar);
  let turned = v128.and(f32x4.splat(0.785398163397448), isBeyond);
  turned = v128.bitselect(f32x4.splat(1.570796326794897), turned, isFar);
  const z = f32x4.mul(r, r);
  let p = madd(f32x4.splat(8.05374449538e-2), z, -1.38776856032e-1);
  p = madd(p, z, 1.99777106478e-1);
  p = madd(p, z, -3.33329491539e-1);
  const rest = f32x4.add(f32x4.mul(f32x4.mul(p, z), r), r);
  return withSign(f32x4.add(turned, rest), x);
}

/** atan(x / sqrt(1 - x^2)); NaN beyond 1 comes by itself. */
export function asin4(x: v128): v128 {
  const one = f32x4.splat(1);
  return atan4(f32x4.div(x, f32x4.sqrt(f32x4.mul(f32x4.sub(one, x), f32x4.add(one, x)))));
}

/** 2 atan(sqrt((1 - x) / (1 + x))). */
export function acos4(x: v128): v128 {
  const one = f32x4.splat(1);
  const half = atan4(f32x4.sqrt(f32x4.div(f32x4.sub(one, x), f32x4.add(one, x))));
  return f32x4.add(half, half);
}
