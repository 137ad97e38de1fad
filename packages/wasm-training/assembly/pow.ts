// Powers, in float64 inside: the logarithm is needed to more digits than float32 has.

const LN2: f64 = 0.6931471805599453;
const LOG2_E: f64 = 1.4426950408889634;
const ROUND: f64 = 6755399441055744; // 1.5 * 2^52

// @ts-ignore: decorator
@inline
function madd(a: v128, b: v128, c: f64): v128 {
  return f64x2.add(f64x2.mul(a, b), f64x2.splat(c));
}

/** ln x for x >= 0, within 1e-13: the series of atanh of (m - 1) / (m + 1), where x = m 2^e. */
function ln(x: v128): v128 {
  const one = f64x2.splat(1);
  let m = v128.or(v128.and(x, i64x2.splat(0x000fffffffffffff)), one);
  const isHigh = f64x2.gt(m, f64x2.splat(1.4142135623730951));
  const bits = i64x2.sub(i64x2.shr_u(x, 52), i64x2.splat(1023));
  const exponents = f64x2.convert_low_i32x4_s(i32x4.shuffle(bits, bits, 0, 2, 0, 2));
  const e = f64x2.add(exponents, v128.and(isHigh, one));
  m = v128.bitselect(f64x2.mul(m, f64x2.splat(0.5)), m, isHigh);
  const s = f64x2.div(f64x2.sub(m, one), f64x2.add(m, one));
  const z = f64x2.mul(s, s);
  let p = madd(f64x2.splat(1.0 / 15), z, 1.0 / 13);
  p = madd(p, z, 1.0 / 11);
  p = madd(p, z, 1.0 / 9);
  p = madd(p, z, 1.0 / 7);
  p = madd(p, z, 1.0 / 5);
  p = madd(p, z, 1.0 / 3);
  p = madd(p, z, 1);
  const y = f64x2.add(f64x2.mul(f64x2.add(s, s), p), f64x2.mul(e, f64x2.splat(LN2)));
  const finite = v128.bitselect(y, x, f64x2.lt(x, f64x2.splat(Infinity)));
  return v128.bitselect(f64x2.splat(-Infinity), finite, f64x2.eq(x, f64x2.splat(0)));
}

/** e^x, within a relative 1e-12; far beyond what a float32 holds it stays where it is. */
function exp(x: v128): v128 {
  const inside = f64x2.pmin(f64x2.pmax(x, f64x2.splat(-200)), f64x2.splat(200));
  const shift = madd(inside, f64x2.splat(LOG2_E), ROUND);
  const n = f64x2.sub(shift, f64x2.splat(ROUND));
  const r = f64x2.sub(inside, f64x2.mul(n, f64x2.splat(LN2)));
  let p = madd(f64x2.splat(1.0 / 3628800), r, 1.0 / 362880);
  p = madd(p, r, 1.0 / 40320);
  p = madd(p, r, 1.0 / 5040);
  p = madd(p, r, 1.0 / 720);
  p = madd(p, r, 1.0 / 120);
  p = madd(p, r, 1.0 / 24);
  p = madd(p, r, 1.0 / 6);
  p = madd(p, r, 0.5);
  p = madd(p, r, 1);
  p = madd(p, r, 1);
  return f64x2.mul(p, i64x2.shl(i64x2.add(shift, i64x2.splat(1023)), 52));
}

/** a^b with the special cases of JavaScript: 1^NaN and 1^Infinity are NaN, x^0 is 1. */
export function pow4(a: v128, b: v128): v128 {
  const size = f32x4.abs(a);
  const low = pow2(size, b);
  const swapped = i32x4.shuffle(b, b, 2, 3, 0, 1);
  const high = pow2(i32x4.shuffle(size, size, 2, 3, 0, 1), swapped);
  let y = i64x2.shuffle(low, high, 0, 2);
  const half = f32x4.mul(b, f32x4.splat(0.5));
  const isInteger = f32x4.eq(f32x4.floor(b), b);
  const isOdd = v128.andnot(isInteger, f32x4.eq(f32x4.floor(half), half));
  y = v128.or(y, v128.and(v128.and(a, f32x4.splat(-0.0)), isOdd));
  const zero = f32x4.splat(0);
  const isNegative = v128.and(f32x4.lt(a, zero), f32x4.gt(a, f32x4.splat(-Infinity)));
  y = v128.or(y, v128.andnot(isNegative, isInteger)); // all ones is NaN
  return v128.bitselect(f32x4.splat(1), y, f32x4.eq(b, zero));
}

/** |a|^b of the first two lanes. */
function pow2(size: v128, b: v128): v128 {
  const y = f64x2.mul(ln(f64x2.promote_low_f32x4(size)), f64x2.promote_low_f32x4(b));
  return f32x4.demote_f64x2_zero(exp(y));
}
