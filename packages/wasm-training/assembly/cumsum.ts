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
  const step = (<usize>inner) << 2;
  const size = step * <usize>axis;
  const move: usize = reverse ? 0 - step : step;
  const first = reverse && axis > 0 ? size - step : 0;
  for (; outer > 0; outer--) {
    for (let left = inner, o = first; left > 0; left -= 4, o += 16) {
      let sum = f32x4.splat(0);
      for (let k = 0, at = o; k < axis; k++, at += move) {
        const next = f32x4.add(sum, loadLanes(x + at, left, 1));
        const lanes = exclusive ? sum : next;
        if (left < 4) storePart(y + at, lanes, left);
        else v128.store(y + at, lanes);
        sum = next;
      }
    }
    x += size;
    y += size;
  }
}
