/** dx = dy where x > 0, else 0. A NaN of dy stays where x > 0; x = NaN gives 0. */
export function reluGrad(x: usize, dy: usize, dx: usize, count: i32): void {
  const zero = f32x4.splat(0);
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    const at = (<usize>i) << 2;
    v128.store(dx + at, v128.and(v128.load(dy + at), f32x4.gt(v128.load(x + at), zero)));
  }
  for (; i < count; i++) {
    const at = (<usize>i) << 2;
    store<f32>(dx + at, load<f32>(x + at) > 0 ? load<f32>(dy + at) : 0);
  }
}

/** y = dy where x > 0, dy times 0 elsewhere (so that NaN stays), and NaN where x is. */
export function mulStep(x: usize, dy: usize, y: usize, count: i32): void {
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    const at = (<usize>i) << 2;
    const lanes = v128.load(x + at);
    const step = v128.and(f32x4.gt(lanes, zero), one);
    const nan = v128.andnot(lanes, f32x4.eq(lanes, lanes));
    v128.store(y + at, f32x4.mul(v128.load(dy + at), v128.or(step, nan)));
  }
  for (; i < count; i++) {
    const at = (<usize>i) << 2;
    const value = load<f32>(x + at);
    const step: f32 = value > 0 ? 1 : value == value ? 0 : value;
    store<f32>(y + at, load<f32>(dy + at) * step);
  }
}
