// Sine, cosine and tangent, f(x, y, count), in float64 inside. The polynomials are those of FreeBSD's
// k_sinf.c and k_cosf.c (Sun Microsystems, 1993; Bruce D. Evans), good to 2^-37.

/** Which quarter of the circle x lies in (the low two bits), counted from -pi / 4. */
// @ts-ignore: decorator
@inline
function quarterOf(x: f32): i32 {
  return abs(x) < 1e8
    ? <i32>nearest(<f64>x * 0.6366197723675814)
    : <i32>((turns(x) + 0x2000000000000000) >>> 62);
}

/** The rest of x, in [-pi / 4, pi / 4]. */
// @ts-ignore: decorator
@inline
function restOf(x: f32, quarter: i32): f64 {
  // pi / 2 in two parts; the first has so few bits that its product with the quarter is exact
  if (abs(x) < 1e8) {
    return <f64>x - quarter * 1.5707963109016418 - quarter * 1.5893254773528197e-8;
  }
  const rest = <i64>(turns(x) - ((<u64>quarter) << 62));
  return x - x == 0 ? <f64>rest * 3.4061215800304855e-19 : NaN; // pi / 2 * 2^-62
}

/**
 * Quarters of a turn in a number of at least 2^24, as a fixed point number with two bits before the
 * point (Payne and Hanek, 1983): its 24 bits times those bits of 2 / pi that matter.
 */
function turns(x: f32): u64 {
  const bits = reinterpret<u32>(x);
  const m = <u64>((bits & 0x007fffff) | 0x00800000);
  const skip = <i32>((bits >>> 23) & 0xff) - 152;
  const product = m * bitsOfTwoOverPi(skip) + ((m * (bitsOfTwoOverPi(skip + 64) >>> 32)) >>> 32);
  return x < 0 ? 0 - product : product;
}

/** 64 bits of 2 / pi from a place behind the point on. */
function bitsOfTwoOverPi(skip: i32): u64 {
  const at = skip >> 6;
  const shift = <u64>(skip & 63);
  const first = wordOfTwoOverPi(at);
  return shift == 0 ? first : (first << shift) | (wordOfTwoOverPi(at + 1) >>> (64 - shift));
}

function wordOfTwoOverPi(at: i32): u64 {
  if (at == 0) return 0xa2f9836e4e441529;
  if (at == 1) return 0xfc2757d1f534ddc0;
  return at == 2 ? 0xdb6295993c439041 : 0xfe5163abdebbc561;
}

function sinRest(r: f64): f64 {
  const z = r * r;
  const p = -0.0001983933483609663 + z * 0.000002718311493989822;
  return r * (1 + z * (-0.16666666641626524 + z * (0.008333329385889463 + z * p))); // -0 stays
}

function cosRest(r: f64): f64 {
  const z = r * r;
  const p = -0.001388676377460993 + z * 0.00002439044879627741;
  return 1 + z * (-0.499999997251031 + z * (0.04166662332373906 + z * p));
}

/** cos x is sin x a quarter further on; tan x is the quotient of the two. */
function trigonometric(x: f32, further: i32, isTangent: bool): f32 {
  const quarter = quarterOf(x);
  const r = restOf(x, quarter);
  const sin = sinRest(r);
  const cos = cosRest(r);
  if (isTangent) return <f32>(quarter & 1 ? -cos / sin : sin / cos);
  const place = quarter + further;
  const y = place & 1 ? cos : sin;
  return <f32>(place & 2 ? -y : y);
}

function map(x: usize, y: usize, count: i32, further: i32, isTangent: bool): void {
  for (; count > 0; count--) {
    store<f32>(y, trigonometric(load<f32>(x), further, isTangent));
    x += 4;
    y += 4;
  }
}

export function sin(x: usize, y: usize, count: i32): void {
  map(x, y, count, 0, false);
}

export function cos(x: usize, y: usize, count: i32): void {
  map(x, y, count, 1, false);
}

export function tan(x: usize, y: usize, count: i32): void {
  map(x, y, count, 0, true);
}
