// Linear interpolation between rows, and its gradient: two of them, along the height and along the width,
// are a bilinear resize. A tap is 12 bytes: the rows before and behind as int32, and as float32 how far the
// place lies from the first to the second.
import { loadPart, storePart } from './lanes';

const TAP: usize = 12;

/** y[o, i] = x[o, before] + (x[o, behind] - x[o, before]) part, for x [outer, rows, rowSize]. */
export function lerpRows(
  x: usize,
  taps: usize,
  y: usize,
  outer: i32,
  rows: i32,
  count: i32,
  rowSize: i32,
): void {
  const step = (<usize>rowSize) << 2;
  for (; outer > 0; outer--, x += step * <usize>rows) {
    for (let i = 0, tap = taps; i < count; i++, tap += TAP) {
      let a = x + step * <usize>load<i32>(tap);
      let b = x + step * <usize>load<i32>(tap, 4);
      const part = v128.load32_splat(tap, 8);
      for (let left = rowSize; left >= 4; left -= 4, a += 16, b += 16, y += 16) {
        v128.store(y, between(v128.load(a), v128.load(b), part));
      }
      const left = rowSize & 3;
      if (left == 0) continue;
      storePart(y, between(loadPart(a, left), loadPart(b, left), part), left);
      y += (<usize>left) << 2;
    }
  }
}

// @ts-ignore: decorator
@inline
function between(a: v128, b: v128, part: v128): v128 {
  return f32x4.add(a, f32x4.mul(f32x4.sub(b, a), part));
}

/** The way back: dx[o, before] += dy[o, i] (1 - part) and dx[o, behind] += dy[o, i] part, from 0. */
export function lerpRowsGrad(
  dy: usize,
  taps: usize,
  dx: usize,
  outer: i32,
  rows: i32,
  count: i32,
  rowSize: i32,
): void {
  const step = (<usize>rowSize) << 2;
  for (; outer > 0; outer--, dx += step * <usize>rows) {
    memory.fill(dx, 0, step * <usize>rows);
    for (let i = 0, tap = taps; i < count; i++, tap += TAP, dy += step) {
      const part = load<f32>(tap, 8);
      addScaled(dy, dx + step * <usize>load<i32>(tap), rowSize, 1 - part);
      addScaled(dy, dx + step * <usize>load<i32>(tap, 4), rowSize, part);
    }
  }
}

function addScaled(x: usize, y: usize, count: i32, factor: f32): void {
  const factors = f32x4.splat(factor);
  for (; count >= 4; count -= 4, x += 16, y += 16) {
    v128.store(y, f32x4.add(v128.load(y), f32x4.mul(v128.load(x), factors)));
  }
  if (count == 0) return;
  storePart(y, f32x4.add(loadPart(y, count), f32x4.mul(loadPart(x, count), factors)), count);
}
