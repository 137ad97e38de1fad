import { loadLanes, storePart } from './lanes';

/**
 * Running sums along the middle axis of [outer, axis, inner], in float32 as TensorFlow.js has them;
 * `exclusive` leaves out the value itself, `reverse` begins at the end. y may be x.
 */
export function cumsumAxis(
  x: usize,
  y: usize,
  outer: i32,
  axis: i32,
  inner: i32,
  exclusive: i32,
  reverse: i32,
): void {
  run(false, x, y, outer, axis, inner, exclusive, reverse);
}

/** Running products; the same in all else. */
export function cumprodAxis(
  x: usize,
  y: usize,
  outer: i32,
  axis: i32,
  inner: i32,
  exclusive: i32,
  reverse: i32,
): void {
  run(true, x, y, outer, axis, inner, exclusive, reverse);
}

function run(
  isProduct: bool,
  x: usize,
  y: usize,
  outer: i32,
  axis: i32,
  inner: i32,
  exclusive: i32,
  reverse: i32,
): void {
  const step = (<usize>inner) << 2;
  const size = step * <usize>axis;
  const move: usize = reverse ? 0 - step : step;
  const first = reverse && axis > 0 ? size - step : 0;
  for (; outer > 0; outer--) {
    for (let left = inner, o = first; left > 0; left -= 4, o += 16) {
      let total = f32x4.splat(isProduct ? 1 : 0);
      for (let k = 0, at = o; k < axis; k++, at += move) {
        const value = loadLanes(x + at, left, 1);
        const next = isProduct ? f32x4.mul(total, value) : f32x4.add(total, value);
        const lanes = exclusive ? total : next;
        if (left < 4) storePart(y + at, lanes, left);
        else v128.store(y + at, lanes);
        total = next;
      }
    }
    x += size;
    y += size;
  }
}
