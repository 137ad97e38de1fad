import { copyRow } from './copy-row';
import { loadByteNumbers, storePart } from './lanes';

/** y[i] = x[ids[i]] for rows of `rowSize` numbers; zeros for an id that is not in 0..rows - 1. */
export function gatherRows(
  x: usize,
  ids: usize,
  y: usize,
  count: i32,
  rowSize: i32,
  rows: i32,
): void {
  const step = (<usize>rowSize) << 2;
  for (; count > 0; count--) {
    const id = load<i32>(ids);
    if (id >= 0 && id < rows) copyRow(x + <usize>id * step, y, rowSize);
    else memory.fill(y, 0, step);
    ids += 4;
    y += step;
  }
}

/** What the bytes of a table become. */
const enum Become {
  Bytes,
  Ints,
  Floats,
}

/** The same for rows of bytes, 0 to 255, that stay bytes or become numbers of 4 bytes, as `become` says. */
export function gatherBytes(
  x: usize,
  ids: usize,
  y: usize,
  count: i32,
  rowSize: i32,
  rows: i32,
  become: i32,
): void {
  const step = (<usize>rowSize) << (become == Become.Bytes ? 0 : 2);
  for (; count > 0; count--) {
    const id = load<i32>(ids);
    if (id < 0 || id >= rows) memory.fill(y, 0, step);
    else if (become == Become.Bytes) memory.copy(y, x + <usize>id * step, step);
    else widenRow(x + <usize>id * <usize>rowSize, y, rowSize, become == Become.Floats);
    ids += 4;
    y += step;
  }
}

function widenRow(x: usize, y: usize, left: i32, toFloats: bool): void {
  for (; left > 0; left -= 4) {
    const ints = loadByteNumbers(x, left);
    const lanes = toFloats ? f32x4.convert_i32x4_u(ints) : ints;
    if (left < 4) storePart(y, lanes, left);
    else v128.store(y, lanes);
    x += 4;
    y += 16;
  }
}

/**
 * y[ids[i], c] += x[i, c] for the columns c from columnFrom to columnTo, in the order of i; rows whose id
 * is not in 0..segments - 1 are left out.
 */
export function scatterAddRows(
  x: usize,
  ids: usize,
  y: usize,
  count: i32,
  rowSize: i32,
  segments: i32,
  columnFrom: i32,
  columnTo: i32,
): void {
  const step = (<usize>rowSize) << 2;
  x += (<usize>columnFrom) << 2;
  y += (<usize>columnFrom) << 2;
  for (; count > 0; count--) {
    const id = load<i32>(ids);
    if (id >= 0 && id < segments) {
      let from = x;
      let to = y + <usize>id * step;
      let left = columnTo - columnFrom;
      for (; left >= 4; left -= 4) {
        v128.store(to, f32x4.add(v128.load(to), v128.load(from)));
        from += 16;
        to += 16;
      }
      for (; left > 0; left--) {
        store<f32>(to, load<f32>(to) + load<f32>(from));
        from += 4;
        to += 4;
      }
    }
    ids += 4;
    x += step;
  }
}
