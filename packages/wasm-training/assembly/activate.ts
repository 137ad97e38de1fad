/**
 * What fused kernels do in the end: 0 nothing, 1 relu, 2 relu6; NaN stays NaN, for pmax(a, b) is a < b ? b : a,
 * which keeps the first of two where one is NaN.
 */
@inline
export function activate(value: v128, activation: i32): v128 {
  if (activation > 0) value = f32x4.pmax(value, f32x4.splat(0));
  if (activation > 1) value = f32x4.pmin(value, f32x4.splat(6));
  return value;
}
