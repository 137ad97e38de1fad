import { at } from './tile';

/**
 * y[row, column] = activation(x[row, column] + bias[column]). x and y may be the same memory; a bias at
 * address 0 is none. `activation`: 0 none, 1 relu, 2 relu6; NaN stays NaN.
 */
export function addBias(
  x: usize,
  bias: usize,
  y: usize,
  rows: i32,
  columns: i32,
  activation: i32,
): void {
  const vectors = columns & ~3;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < vectors; column += 4) {
      let sum = v128.load(at(x, column));
      if (bias) sum = f32x4.add(sum, v128.load(at(bias, column)));
      v128.store(at(y, column), activate(sum, activation));
    }
    for (let column = vectors; column < columns; column++) {
      let sum = v128.load32_zero(at(x, column));
      if (bias) sum = f32x4.add(sum, v128.load32_zero(at(bias, column)));
      v128.store_lane<f32>(at(y, column), activate(sum, activation), 0);
    }
    x = at(x, columns);
    y = at(y, columns);
  }
}

// pmax(a, b) is a < b ? b : a, which keeps the first of two where one is NaN.
@inline
function activate(value: v128, activation: i32): v128 {
  if (activation > 0) value = f32x4.pmax(value, f32x4.splat(0));
  if (activation > 1) value = f32x4.pmin(value, f32x4.splat(6));
  return value;
}
