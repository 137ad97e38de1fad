// Kernels that look at a whole row of [rows, columns] at a time.
import { loadPart, storePart } from './lanes';
import { exp4, log4 } from './math';

/** The greatest of a row; NaN if there is one. */
function greatest(x: usize, columns: i32): f32 {
  let lanes = f32x4.splat(-Infinity);
  for (; columns >= 4; columns -= 4, x += 16) lanes = f32x4.max(lanes, v128.load(x));
  lanes = f32x4.max(lanes, i32x4.shuffle(lanes, lanes, 2, 3, 0, 1));
  lanes = f32x4.max(lanes, i32x4.shuffle(lanes, lanes, 1, 0, 3, 2));
  let result = f32x4.extract_lane(lanes, 0);
  for (; columns > 0; columns--, x += 4) result = max(result, load<f32>(x));
  return result;
}

/** y = e^(x - shift) for a row, and their sum. */
function exponentials(x: usize, y: usize, columns: i32, shift: f32): f64 {
  const shifts = f32x4.splat(shift);
  let total: f64 = 0;
  for (; columns > 0; columns -= 4, x += 16, y += 16) {
    const left = columns < 4 ? columns : 4;
    const lanes = exp4(f32x4.sub(left < 4 ? loadPart(x, left) : v128.load(x), shifts));
    if (left < 4) storePart(y, lanes, left);
    else v128.store(y, lanes);
    total += <f64>f32x4.extract_lane(lanes, 0);
    if (left > 1) total += <f64>f32x4.extract_lane(lanes, 1);
    if (left > 2) total += <f64>f32x4.extract_lane(lanes, 2);
    if (left > 3) total += <f64>f32x4.extract_lane(lanes, 3);
  }
  return total;
}

/** y = e^x / sum of e^x along each row. */
export function softmaxRows(x: usize, y: usize, rows: i32, columns: i32): void {
  const step = (<usize>columns) << 2;
  for (let row = 0; row < rows; row++, x += step, y += step) {
    const factor = f32x4.splat(<f32>(1 / exponentials(x, y, columns, greatest(x, columns))));
    let left = columns;
    let at = y;
    for (; left >= 4; left -= 4, at += 16) v128.store(at, f32x4.mul(v128.load(at), factor));
    if (left > 0) storePart(at, f32x4.mul(loadPart(at, left), factor), left);
  }
}

/** y = x - log of the sum of e^x along each row. */
export function logSoftmaxRows(x: usize, y: usize, rows: i32, columns: i32): void {
  const step = (<usize>columns) << 2;
  for (let row = 0; row < rows; row++, x += step, y += step) {
    const shift = greatest(x, columns);
    // The exponentials are not needed one by one: y is room for them.
    const total = <f32>exponentials(x, y, columns, shift);
    const log = f32x4.extract_lane(log4(f32x4.splat(total)), 0);
    const shifts = f32x4.splat(shift);
    const logs = f32x4.splat(log);
    let left = columns;
    let from = x;
    let at = y;
    for (; left >= 4; left -= 4, from += 16, at += 16) {
      v128.store(at, f32x4.sub(f32x4.sub(v128.load(from), shifts), logs));
    }
    if (left > 0) storePart(at, f32x4.sub(f32x4.sub(loadPart(from, left), shifts), logs), left);
  }
}

/** y[i] = the row of x, [rows, rowSize], whose number is ids[i]; zeros for one that is not there. */
export function gatherRows(
  x: usize,
  ids: usize,
  y: usize,
  count: i32,
  rowSize: i32,
  rows: i32,
): void {
  const bytes = (<usize>rowSize) << 2;
  for (let i = 0; i < count; i++, y += bytes, ids += 4) {
    const id = load<i32>(ids);
    if (id < 0 || id >= rows) {
      memory.fill(y, 0, bytes);
      continue;
    }
    const from = x + (<usize>id) * bytes;
    if (rowSize == 1) store<f32>(y, load<f32>(from));
    else memory.copy(y, from, bytes);
  }
}

/** y[ids[i], column] += x[i, column] for the columns `from` to `to`; ids that are not there are left out. */
export function scatterAddRows(
  x: usize,
  ids: usize,
  y: usize,
  count: i32,
  rowSize: i32,
  segments: i32,
  from: i32,
  to: i32,
): void {
  const bytes = (<usize>rowSize) << 2;
  for (let i = 0; i < count; i++, x += bytes, ids += 4) {
    const id = load<i32>(ids);
    if (id < 0 || id >= segments) continue;
    const row = y + (<usize>id) * bytes;
    let column = from;
    for (; column + 4 <= to; column += 4) {
      const at = (<usize>column) << 2;
      v128.store(row + at, f32x4.add(v128.load(row + at), v128.load(x + at)));
    }
    for (; column < to; column++) {
      const at = (<usize>column) << 2;
      store<f32>(row + at, load<f32>(row + at) + load<f32>(x + at));
    }
  }
}

/** y[i] = `on` in column ids[i] and `off` in all others of [count, depth]. */
export function oneHotRows(
  ids: usize,
  y: usize,
  count: i32,
  depth: i32,
  on: f32,
  off: f32,
): void {
  for (let i = 0; i < count; i++, ids += 4) {
    const id = load<i32>(ids);
    for (let column = 0; column < depth; column++, y += 4) {
      store<f32>(y, column == id ? on : off);
    }
  }
}
