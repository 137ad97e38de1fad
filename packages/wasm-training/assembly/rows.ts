// Softmax of rows [rows, columns], and running sums.
import { loadPart, storePart } from './lanes';
import { exp4, log4 } from './math';
import { maxOfRow } from './reduce-axis';
import { sumRow } from './sum-axis';

/** y = exp(x - shift) for a row. */
function expRow(x: usize, y: usize, columns: i32, shift: v128): void {
  for (; columns > 0; columns -= 4) {
    const isPart = columns < 4;
    const lanes = exp4(f32x4.sub(isPart ? loadPart(x, columns) : v128.load(x), shift));
    if (isPart) storePart(y, lanes, columns);
    else v128.store(y, lanes);
    x += 16;
    y += 16;
  }
}

/** exp(x - max) / (sum of these); y may be x. */
export function softmaxRows(x: usize, y: usize, rows: i32, columns: i32): void {
  const step = (<usize>columns) << 2;
  for (; rows > 0; rows--) {
    expRow(x, y, columns, maxOfRow(x, columns));
    const sum = f32x4.splat(<f32>sumRow(y, columns));
    for (let left = columns, at = y; left > 0; left -= 4, at += 16) {
      if (left < 4) storePart(at, f32x4.div(loadPart(at, left), sum), left);
      else v128.store(at, f32x4.div(v128.load(at), sum));
    }
    x += step;
    y += step;
  }
}

/** (x - max) - log(sum of exp(x - max)); y may not be x. */
export function logSoftmaxRows(x: usize, y: usize, rows: i32, columns: i32): void {
  const step = (<usize>columns) << 2;
  for (; rows > 0; rows--) {
    const largest = maxOfRow(x, columns);
    expRow(x, y, columns, largest);
    const log = log4(f32x4.splat(<f32>sumRow(y, columns)));
    for (let left = columns, o: usize = 0; left > 0; left -= 4, o += 16) {
      const isPart = left < 4;
      const lanes = isPart ? loadPart(x + o, left) : v128.load(x + o);
      const result = f32x4.sub(f32x4.sub(lanes, largest), log);
      if (isPart) storePart(y + o, result, left);
      else v128.store(y + o, result);
    }
    x += step;
    y += step;
  }
}
