import { activate } from './activate';
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

/** The same in place, for part of a matrix whose rows are `step` bytes apart. */
export function endRows(
  c: usize,
  step: usize,
  rows: i32,
  columns: i32,
  bias: usize,
  activation: i32,
): void {
  if (!bias && !activation) return;
  const vectors = columns & ~3;
  // Column by column, so that what is added stays in a register.
  for (let column = 0; column < vectors; column += 4) {
    const added = bias ? v128.load(at(bias, column)) : f32x4.splat(0);
    let place = at(c, column);
    if (activation == 1) {
      for (let row = 0; row < rows; row++, place += step) {
        v128.store(place, activate(f32x4.add(v128.load(place), added), 1));
      }
    } else {
      for (let row = 0; row < rows; row++, place += step) {
        v128.store(place, activate(f32x4.add(v128.load(place), added), activation));
      }
    }
  }
  if (vectors == columns) return;
  const rest = bias ? at(bias, vectors) : 0;
  for (let row = 0; row < rows; row++, c += step) {
    const place = at(c, vectors);
    addBias(place, rest, place, 1, columns - vectors, activation);
  }
}
