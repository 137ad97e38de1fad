// Elementary functions of four float32 at a time. exp, log, tanh and erf follow the single precision
// routines of the Cephes library (Stephen L. Moshier, 1984 to 1992: expf, logf, tanhf, ndtrf), from
// which the coefficients are; the rest is built on them. Each is within a relative 3e-7 of the true
// value, or within the smallest denormal; NaN is carried, overflow gives infinity, underflow zero.

/** Nearest integers: what is added to a number of small size and taken away again. */
const ROUND: f32 = 12582912; // 1.5 * 2^23
// ln 2 in two parts; the first has so few bits that its product with an exponent is exact.
const LN2_HIGH: f32 = 0.693359375;
const LN2_LOW: f32 = -2.1219444e-4;
const LOG2_E: f32 = 1.44269504;

// @ts-ignore: decorator
@inline
export function madd(a: v128, b: v128, c: f32): v128 {
  return f32x4.add(f32x4.mul(a, b), f32x4.splat(c));
}

// @ts-ignore: decorator
@inline
function within(x: v128, low: f32, high: f32): v128 {
  return f32x4.pmin(f32x4.pmax(x, f32x4.splat(low)), f32x4.splat(high)); // NaN stays
}

/** x / ln 2, shifted by {@link ROUND}: its low bits are the nearest integer. */
// @ts-ignore: decorator
@inline
function shifted(x: v128): v128 {
  return madd(x, f32x4.splat(LOG2_E), ROUND);
}

/** x - n ln 2, in [-ln 2 / 2, ln 2 / 2]. */
// @ts-ignore: decorator
@inline
function remainder(x: v128, n: v128): v128 {
  const high = f32x4.sub(x, f32x4.mul(n, f32x4.splat(LN2_HIGH)));
  return f32x4.sub(high, f32x4.mul(n, f32x4.splat(LN2_LOW)));
}

/** e^r - 1 for r of {@link remainder}. */
// @ts-ignore: decorator
@inline
function expm1Small(r: v128): v128 {
  let p = madd(f32x4.splat(1.9875691500e-4), r, 1.3981999507e-3);
  p = madd(p, r, 8.3334519073e-3);
  p = madd(p, r, 4.1665795894e-2);
  p = madd(p, r, 1.6666665459e-1);
  p = madd(p, r, 5.0000001201e-1);
  return f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r);
}

/** 2^n for n in -126..127. */
// @ts-ignore: decorator
@inline
function powerOf2(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

/** x 2^n in two steps, as 2^n itself may be out of range; rounds once. */
// @ts-ignore: decorator
@inline
function scale(x: v128, n: v128): v128 {
  const half = i32x4.shr_s(n, 1);
  return f32x4.mul(f32x4.mul(x, powerOf2(half)), powerOf2(i32x4.sub(n, half)));
}

export function exp4(x: v128): v128 {
  const inside = within(x, -104, 89);
  const shift = shifted(inside);
  const r = remainder(inside, f32x4.sub(shift, f32x4.splat(ROUND)));
  const n = i32x4.sub(shift, f32x4.splat(ROUND));
  return scale(f32x4.add(expm1Small(r), f32x4.splat(1)), n);
}

/** (e^r - 1 + (1 - 2^-n)) 2^n: exact where n = 0, that is near 0. */
export function expm14(x: v128): v128 {
  const inside = within(x, -20, 89);
  const shift = shifted(inside);
  const r = remainder(inside, f32x4.sub(shift, f32x4.splat(ROUND)));
  const n = i32x4.sub(shift, f32x4.splat(ROUND));
  const one = f32x4.splat(1);
  const rest = f32x4.sub(one, scale(one, i32x4.neg(n)));
  const y = scale(f32x4.add(expm1Small(r), rest), n);
  return v128.bitselect(x, y, f32x4.eq(x, f32x4.splat(0))); // -0
}

export function log4(x: v128): v128 {
  const isTiny = f32x4.lt(x, f32x4.splat(1.17549435e-38));
  const normal = v128.bitselect(f32x4.mul(x, f32x4.splat(8388608)), x, isTiny);
  // normal = m 2^e with m in [sqrt(1/2), sqrt(2))
  let e = i32x4.sub(i32x4.shr_u(normal, 23), i32x4.splat(126));
  e = i32x4.sub(e, v128.and(isTiny, i32x4.splat(23)));
  const half = v128.and(normal, i32x4.splat(0x007fffff));
  let m = v128.or(half, i32x4.splat(0x3f000000));
  const isLow = f32x4.lt(m, f32x4.splat(0.70710678));
  e = i32x4.add(e, isLow);
  m = f32x4.add(f32x4.sub(m, f32x4.splat(1)), v128.and(m, isLow));
  const n = f32x4.convert_i32x4_s(e);
  const z = f32x4.mul(m, m);
  let p = madd(f32x4.splat(7.0376836292e-2), m, -1.151461031e-1);
  p = madd(p, m, 1.167699874e-1);
  p = madd(p, m, -1.2420140846e-1);
  p = madd(p, m, 1.4249322787e-1);
  p = madd(p, m, -1.6668057665e-1);
  p = madd(p, m, 2.0000714765e-1);
  p = madd(p, m, -2.4999993993e-1);
  p = madd(p, m, 3.3333331174e-1);
  p = f32x4.mul(f32x4.mul(p, m), z);
  p = f32x4.add(p, f32x4.mul(n, f32x4.splat(LN2_LOW)));
  p = f32x4.sub(p, f32x4.mul(z, f32x4.splat(0.5)));
  let y = f32x4.add(f32x4.add(m, p), f32x4.mul(n, f32x4.splat(LN2_HIGH)));
  y = v128.bitselect(y, x, f32x4.lt(x, f32x4.splat(Infinity)));
  y = v128.or(y, f32x4.lt(x, f32x4.splat(0))); // all ones is NaN
  return v128.bitselect(f32x4.splat(-Infinity), y, f32x4.eq(x, f32x4.splat(0)));
}

/** log(u) + (x - (u - 1)) / u with u = 1 + x rounded: what the rounding took away is put back. */
export function log1p4(x: v128): v128 {
  const one = f32x4.splat(1);
  const u = f32x4.add(x, one);
  const lost = f32x4.sub(x, f32x4.sub(u, one));
  const y = log4(u);
  const isFinite = f32x4.lt(f32x4.abs(y), f32x4.splat(Infinity));
  const sum = f32x4.add(y, v128.and(f32x4.div(lost, u), isFinite));
  return v128.bitselect(x, sum, f32x4.eq(u, one)); // -0, too
}

export function tanh4(x: v128): v128 {
  const size = f32x4.abs(x);
  const one = f32x4.splat(1);
  const e = f32x4.add(exp4(f32x4.add(size, size)), one);
  const far = f32x4.sub(one, f32x4.div(f32x4.splat(2), e));
  const sign = v128.and(x, f32x4.splat(-0.0));
  const z = f32x4.mul(x, x);
  let p = madd(f32x4.splat(-5.70498872745e-3), z, 2.06390887954e-2);
  p = madd(p, z, -5.37397155531e-2);
  p = madd(p, z, 1.33314422036e-1);
  p = madd(p, z, -3.33332819422e-1);
  const near = f32x4.add(f32x4.mul(f32x4.mul(p, z), x), x);
  return v128.bitselect(v128.or(far, sign), near, f32x4.gt(size, f32x4.splat(0.625)));
}

/** With e = exp(-|x|), which cannot overflow: 1 / (1 + e) for x >= 0, else e / (1 + e). */
export function sigmoid4(x: v128): v128 {
  const one = f32x4.splat(1);
  const e = exp4(v128.or(x, f32x4.splat(-0.0)));
  const top = v128.bitselect(e, one, f32x4.lt(x, f32x4.splat(0)));
  return f32x4.div(top, f32x4.add(one, e));
}

/** log(1 + e^x), and e^x or x from where TensorFlow.js takes these. */
export function softplus4(x: v128): v128 {
  const limit: f32 = 13.942384719848633; // -(ln 2^-23 + 2)
  const e = exp4(v128.or(x, f32x4.splat(-0.0)));
  const positive = f32x4.max(x, f32x4.splat(0));
  const y = f32x4.add(positive, log1p4(e));
  const small = v128.bitselect(e, y, f32x4.lt(x, f32x4.splat(-limit)));
  return v128.bitselect(x, small, f32x4.gt(x, f32x4.splat(limit)));
}

/** x P(x^2) for |x| < 1, else 1 - exp(-x^2) Q(1 / x^2) / |x|. */
export function erf4(x: v128): v128 {
  const size = f32x4.abs(x);
  const one = f32x4.splat(1);
  const z = f32x4.mul(x, x);
  let p = madd(f32x4.splat(7.853861353153693e-5), z, -8.010193625184903e-4);
  p = madd(p, z, 5.188327685732524e-3);
  p = madd(p, z, -2.685381193529856e-2);
  p = madd(p, z, 1.128358514861418e-1);
  p = madd(p, z, -3.76126258242330e-1);
  p = madd(p, z, 1.12837916672671);
  const near = f32x4.mul(x, p);
  const inverse = f32x4.div(one, size);
  const w = f32x4.mul(inverse, inverse);
  let q = madd(f32x4.splat(2.326819970068386e-2), w, -1.387039388740657e-1);
  q = madd(q, w, 3.687424674597105e-1);
  q = madd(q, w, -5.824733027278666e-1);
  q = madd(q, w, 6.210004621745983e-1);
  q = madd(q, w, -4.944515323274145e-1);
  q = madd(q, w, 3.404879937665872e-1);
  q = madd(q, w, -2.741127028184656e-1);
  q = madd(q, w, 5.638259427386472e-1);
  const rest = f32x4.mul(f32x4.mul(exp4(f32x4.neg(z)), inverse), q);
  const far = v128.or(f32x4.sub(one, rest), v128.and(x, f32x4.splat(-0.0)));
  return v128.bitselect(far, near, f32x4.ge(size, one));
}
