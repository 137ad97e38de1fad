// Gradients that TensorFlow.js computes with a kernel of their own.
import { loadPart, storePart } from './lanes';

/** dx = dy where y >= 0, else dy (y + 1): the gradient of elu, from what elu gave. */
export function eluGrad(dy: usize, y: usize, dx: usize, count: i32): void {
  for (; count > 0; count -= 4) {
    const isPart = count < 4;
    const slope = isPart ? loadPart(dy, count) : v128.load(dy);
    const value = isPart ? loadPart(y, count) : v128.load(y);
    const below = f32x4.mul(slope, f32x4.add(value, f32x4.splat(1)));
    const lanes = v128.bitselect(slope, below, f32x4.ge(value, f32x4.splat(0)));
    if (isPart) storePart(dx, lanes, count);
    else v128.store(dx, lanes);
    dy += 16;
    y += 16;
    dx += 16;
  }
}
