import { at } from './tile';

/** Whether windows are 2 x 2, side by side, inside of the input, and channels come in fours. */
@inline
export function isTwoByTwo(
  inHeight: i32,
  inWidth: i32,
  channels: i32,
  filterHeight: i32,
  filterWidth: i32,
  outHeight: i32,
  outWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  dilationHeight: i32,
  dilationWidth: i32,
  padTop: i32,
  padLeft: i32,
): bool {
  return (
    filterHeight == 2 &&
    filterWidth == 2 &&
    strideHeight == 2 &&
    strideWidth == 2 &&
    dilationHeight == 1 &&
    dilationWidth == 1 &&
    padTop == 0 &&
    padLeft == 0 &&
    2 * outHeight <= inHeight &&
    2 * outWidth <= inWidth &&
    (channels & 3) == 0
  );
}

/** The larger of two, lane by lane; NaN where either is NaN. */
@inline
function larger(a: v128, b: v128): v128 {
  return v128.or(f32x4.pmax(a, b), f32x4.ne(b, b));
}

/** Max pooling of such windows. */
export function maxPoolTwo(
  x: usize,
  y: usize,
  batch: i32,
  inHeight: i32,
  inWidth: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
): void {
  const right = (<usize>channels) << 2;
  const down = (<usize>(inWidth * channels)) << 2;
  for (let item = 0; item < batch; item++) {
    for (let row = 0; row < outHeight; row++) {
      let from = x + <usize>(2 * row) * down;
      for (let column = 0; column < outWidth; column++, from += 2 * right) {
        for (let c: usize = 0; c < right; c += 16) {
          const p = from + c;
          const above = larger(v128.load(p), v128.load(p + right));
          const below = larger(v128.load(p + down), v128.load(p + down + right));
          v128.store(y + c, larger(above, below));
        }
        y += right;
      }
    }
    x += <usize>inHeight * down;
  }
}

/** Average pooling of such windows. */
export function avgPoolTwo(
  x: usize,
  y: usize,
  batch: i32,
  inHeight: i32,
  inWidth: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
): void {
  const right = (<usize>channels) << 2;
  const down = (<usize>(inWidth * channels)) << 2;
  const quarter = f32x4.splat(0.25);
  for (let item = 0; item < batch; item++) {
    for (let row = 0; row < outHeight; row++) {
      let from = x + <usize>(2 * row) * down;
      for (let column = 0; column < outWidth; column++, from += 2 * right) {
        for (let c: usize = 0; c < right; c += 16) {
          const p = from + c;
          const above = f32x4.add(v128.load(p), v128.load(p + right));
          const below = f32x4.add(v128.load(p + down), v128.load(p + down + right));
          v128.store(y + c, f32x4.mul(f32x4.add(above, below), quarter));
        }
        y += right;
      }
    }
    x += <usize>inHeight * down;
  }
}

/** The gradient of max pooling. Every place belongs to one window at most, so that nothing is added up. */
export function maxPoolGradTwo(
  x: usize,
  y: usize,
  dy: usize,
  dx: usize,
  batch: i32,
  inHeight: i32,
  inWidth: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
): void {
  const right = (<usize>channels) << 2;
  const down = (<usize>(inWidth * channels)) << 2;
  const beside = down - <usize>(2 * outWidth) * right;
  const under = <usize>(inHeight - 2 * outHeight) * down;
  for (let item = 0; item < batch; item++) {
    for (let row = 0; row < outHeight; row++) {
      for (let column = 0; column < outWidth; column++) {
        for (let c: usize = 0; c < right; c += 16) {
          const p = x + c;
          const q = dx + c;
          const most = v128.load(y + c);
          const broken = f32x4.ne(most, most);
          let rest = v128.load(dy + c);
          const a = matches(v128.load(p), most, broken);
          v128.store(q, v128.and(rest, a));
          rest = v128.andnot(rest, a);
          const b = matches(v128.load(p + right), most, broken);
          v128.store(q + right, v128.and(rest, b));
          rest = v128.andnot(rest, b);
          const d = matches(v128.load(p + down), most, broken);
          v128.store(q + down, v128.and(rest, d));
          rest = v128.andnot(rest, d);
          const e = matches(v128.load(p + down + right), most, broken);
          v128.store(q + down + right, v128.and(rest, e));
        }
        x += 2 * right;
        dx += 2 * right;
        y += right;
        dy += right;
      }
      memory.fill(dx, 0, beside);
      memory.fill(dx + down, 0, beside);
      x += beside + down;
      dx += beside + down;
    }
    memory.fill(dx, 0, under);
    x += under;
    dx += under;
  }
}

/** Where a value is the maximum, or, if that is NaN, is NaN, too. */
@inline
export function matches(value: v128, most: v128, broken: v128): v128 {
  return v128.or(f32x4.eq(value, most), v128.and(broken, f32x4.ne(value, value)));
}
