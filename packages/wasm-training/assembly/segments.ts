import { at } from './tile';

/**
 * y[s] = sum of the rows x[i] whose id ids[i] (int32) is s; ids outside of [0, segments) are left out.
 * x is [rows, length], y [segments, length]; y is cleared first.
 */
export function unsortedSegmentSum(
  x: usize,
  ids: usize,
  y: usize,
  rows: i32,
  length: i32,
  segments: i32,
): void {
  memory.fill(y, 0, ((<usize>segments) * (<usize>length)) << 2);
  for (let row = 0; row < rows; row++, x = at(x, length)) {
    const id = load<i32>(at(ids, row));
    if (id < 0 || id >= segments) continue;
    const to = y + (((<usize>id) * (<usize>length)) << 2);
    let i = 0;
    for (; i + 4 <= length; i += 4) {
      v128.store(at(to, i), f32x4.add(v128.load(at(to, i)), v128.load(at(x, i))));
    }
    for (; i < length; i++) store<f32>(at(to, i), load<f32>(at(to, i)) + load<f32>(at(x, i)));
  }
}
