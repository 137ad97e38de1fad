import { at } from './tile';

/**
 * dx = dy step(x): dy where x > 0, else 0. As a product, so that NaN of either side stays, as it does on
 * the other backends.
 */
export function reluGrad(x: usize, dy: usize, dx: usize, count: i32): void {
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    v128.store(at(dx, i), slope(v128.load(at(x, i)), v128.load(at(dy, i))));
  }
  for (; i < count; i++) {
    const one = slope(v128.load32_zero(at(x, i)), v128.load32_zero(at(dy, i)));
    v128.store_lane<f32>(at(dx, i), one, 0);
  }
}

@inline
function slope(x: v128, dy: v128): v128 {
  const step = v128.and(f32x4.gt(x, f32x4.splat(0)), f32x4.splat(1));
  return f32x4.mul(dy, v128.or(step, f32x4.ne(x, x)));
}
