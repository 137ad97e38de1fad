// Where the largest and the smallest value lie along the middle axis of [outer, axis, inner], and
// whether any or all of the bytes there are true. Of the columns innerFrom to innerTo.
import { loadLanes, storePart } from './lanes';

/** Above: the place of the largest, else that of the smallest. */
function place(
  isAbove: bool,
  x: usize,
  y: usize,
  outer: i32,
  axis: i32,
  inner: i32,
  innerFrom: i32,
  innerTo: i32,
): void {
  const step = (<usize>inner) << 2;
  // The smallest of x is the largest of -x: the sign bit of what is read is turned.
  const sign = isAbove ? i32x4.splat(0) : f32x4.splat(-0.0);
  for (; outer > 0; outer--) {
    const offset = (<usize>innerFrom) << 2;
    if (inner == 1) {
      if (innerFrom < innerTo) store<i32>(y, placeInRow(x, axis, sign));
    } else {
      for (let left = innerTo - innerFrom, o = offset; left > 0; left -= 4, o += 16) {
        let best = v128.xor(loadLanes(x + o, left, 1), sign);
        let places = i32x4.splat(0);
        for (let k = 1, at = x + o + step; k < axis; k++, at += step) {
          const lanes = v128.xor(loadLanes(at, left, 1), sign);
          const isBetter = f32x4.gt(lanes, best);
          best = v128.bitselect(lanes, best, isBetter);
          places = v128.bitselect(i32x4.splat(k), places, isBetter);
        }
        if (left < 4) storePart(y + o, places, left);
        else v128.store(y + o, places);
      }
    }
    x += step * <usize>axis;
    y += step;
  }
}

/** In a row of values that lie side by side: four at a time, the first of the best wins. */
function placeInRow(x: usize, count: i32, sign: v128): i32 {
  // All lanes begin with the first value: where it is NaN, nothing is greater.
  const first = v128.load32_splat(x);
  let best = v128.xor(first, sign);
  let places = i32x4.splat(0);
  let here = i32x4(0, 1, 2, 3);
  for (; count > 0; count -= 4) {
    const part = v128.xor(loadLanes(x, count, 1), sign);
    const isThere = i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(count));
    const isBetter = v128.and(f32x4.gt(part, best), isThere);
    best = v128.bitselect(part, best, isBetter);
    places = v128.bitselect(here, places, isBetter);
    here = i32x4.add(here, i32x4.splat(4));
    x += 16;
  }
  let place = i32x4.extract_lane(places, 0);
  let value = f32x4.extract_lane(best, 0);
  for (let lane = 1; lane < 4; lane++) {
    best = i32x4.shuffle(best, best, 1, 2, 3, 0);
    places = i32x4.shuffle(places, places, 1, 2, 3, 0);
    const other = f32x4.extract_lane(best, 0);
    const otherPlace = i32x4.extract_lane(places, 0);
    if (other > value || (other == value && otherPlace < place)) {
      value = other;
      place = otherPlace;
    }
  }
  return place;
}

/** The first place of the largest; 0 where the first value is NaN, other NaN are passed over. */
export function argMaxAxis(
  x: usize,
  y: usize,
  outer: i32,
  axis: i32,
  inner: i32,
  innerFrom: i32,
  innerTo: i32,
): void {
  place(true, x, y, outer, axis, inner, innerFrom, innerTo);
}

/** The first place of the smallest; 0 where the first value is NaN, other NaN are passed over. */
export function argMinAxis(
  x: usize,
  y: usize,
  outer: i32,
  axis: i32,
  inner: i32,
  innerFrom: i32,
  innerTo: i32,
): void {
  place(false, x, y, outer, axis, inner, innerFrom, innerTo);
}

/** Whether any byte is not 0 or, with isAll, whether none is 0. */
function quantify(
  isAll: bool,
  x: usize,
  y: usize,
  outer: i32,
  axis: i32,
  inner: i32,
  innerFrom: i32,
  innerTo: i32,
): void {
  for (; outer > 0; outer--) {
    for (let column = innerFrom; column < innerTo; column++) {
      let at = x + <usize>column;
      let k = axis;
      while (k > 0 && (load<u8>(at) != 0) == isAll) {
        at += <usize>inner;
        k--;
      }
      store<u8>(y + <usize>column, (k == 0) == isAll);
    }
    x += <usize>(axis * inner);
    y += <usize>inner;
  }
}

export function anyAxis(
  x: usize,
  y: usize,
  outer: i32,
  axis: i32,
  inner: i32,
  innerFrom: i32,
  innerTo: i32,
): void {
  quantify(false, x, y, outer, axis, inner, innerFrom, innerTo);
}

export function allAxis(
  x: usize,
  y: usize,
  outer: i32,
  axis: i32,
  inner: i32,
  innerFrom: i32,
  innerTo: i32,
): void {
  quantify(true, x, y, outer, axis, inner, innerFrom, innerTo);
}
