import { storePart } from './lanes';

/** The same four bytes `count` times. */
export function fill32(y: usize, bits: i32, count: i32): void {
  const lanes = i32x4.splat(bits);
  for (; count >= 4; count -= 4) {
    v128.store(y, lanes);
    y += 16;
  }
  if (count > 0) storePart(y, lanes, count);
}

export function fill8(y: usize, value: i32, count: i32): void {
  memory.fill(y, <u8>value, <usize>count);
}

/** Rows of `depth` that are `off` but for `on` at the place of the id, where that is in 0..depth - 1. */
export function oneHotRows(ids: usize, y: usize, count: i32, depth: i32, on: f32, off: f32): void {
  fill32(y, reinterpret<i32>(off), count * depth);
  for (; count > 0; count--) {
    const id = load<i32>(ids);
    if (id >= 0 && id < depth) store<f32>(y + ((<usize>id) << 2), on);
    ids += 4;
    y += (<usize>depth) << 2;
  }
}
