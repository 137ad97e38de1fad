import { at } from './tile';

/**
 * One step of Adam in one pass: mOut = m + (g - m) rate1, vOut = v + (g g - v) rate2,
 * wOut = w + mOut scale / (sqrt(vOut) + epsilon). `rate1` is 1 - beta1, `scale` is
 * -learningRate sqrt(1 - beta2^t) / (1 - beta1^t). The outputs may be the inputs.
 */
export function adam(
  w: usize,
  gradient: usize,
  m: usize,
  v: usize,
  wOut: usize,
  mOut: usize,
  vOut: usize,
  count: i32,
  scale: f32,
  rate1: f32,
  rate2: f32,
  epsilon: f32,
): void {
  const factor = f32x4.splat(scale);
  const take1 = f32x4.splat(rate1);
  const take2 = f32x4.splat(rate2);
  const floor = f32x4.splat(epsilon);
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    const g = v128.load(at(gradient, i));
    const m0 = v128.load(at(m, i));
    const v0 = v128.load(at(v, i));
    const m1 = f32x4.add(m0, f32x4.mul(f32x4.sub(g, m0), take1));
    const v1 = f32x4.add(v0, f32x4.mul(f32x4.sub(f32x4.mul(g, g), v0), take2));
    const move = f32x4.div(f32x4.mul(m1, factor), f32x4.add(f32x4.sqrt(v1), floor));
    v128.store(at(mOut, i), m1);
    v128.store(at(vOut, i), v1);
    v128.store(at(wOut, i), f32x4.add(v128.load(at(w, i)), move));
  }
  for (; i < count; i++) {
    const g = load<f32>(at(gradient, i));
    const m0 = load<f32>(at(m, i));
    const v0 = load<f32>(at(v, i));
    const m1 = m0 + (g - m0) * rate1;
    const v1 = v0 + (g * g - v0) * rate2;
    store<f32>(at(mOut, i), m1);
    store<f32>(at(vOut, i), v1);
    store<f32>(at(wOut, i), load<f32>(at(w, i)) + (m1 * scale) / (sqrt<f32>(v1) + epsilon));
  }
}

/** wOut = w + gradient scale; `scale` is -learningRate. */
export function sgd(w: usize, gradient: usize, wOut: usize, count: i32, scale: f32): void {
  const factor = f32x4.splat(scale);
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    const move = f32x4.mul(v128.load(at(gradient, i)), factor);
    v128.store(at(wOut, i), f32x4.add(v128.load(at(w, i)), move));
  }
  for (; i < count; i++) {
    store<f32>(at(wOut, i), load<f32>(at(w, i)) + load<f32>(at(gradient, i)) * scale);
  }
}

/**
 * One step of momentum: vOut = v decay + g, wOut = w + vOut scale, or, with `nesterov`,
 * wOut = w + (g + vOut decay) scale. `scale` is -learningRate.
 */
export function momentum(
  w: usize,
  gradient: usize,
  velocity: usize,
  wOut: usize,
  velocityOut: usize,
  count: i32,
  scale: f32,
  decay: f32,
  nesterov: i32,
): void {
  const factor = f32x4.splat(scale);
  const keep = f32x4.splat(decay);
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    const g = v128.load(at(gradient, i));
    const v1 = f32x4.add(f32x4.mul(v128.load(at(velocity, i)), keep), g);
    const ahead = nesterov ? f32x4.add(g, f32x4.mul(v1, keep)) : v1;
    v128.store(at(velocityOut, i), v1);
    v128.store(at(wOut, i), f32x4.add(v128.load(at(w, i)), f32x4.mul(ahead, factor)));
  }
  for (; i < count; i++) {
    const g = load<f32>(at(gradient, i));
    const v1 = load<f32>(at(velocity, i)) * decay + g;
    const ahead = nesterov ? g + v1 * decay : v1;
    store<f32>(at(velocityOut, i), v1);
    store<f32>(at(wOut, i), load<f32>(at(w, i)) + ahead * scale);
  }
}

/**
 * One step of RMSProp: vOut = rho v + (1 - rho) g g, wOut = w + scale g / sqrt(vOut + epsilon);
 * `scale` is -learningRate.
 */
export function rmsprop(
  w: usize,
  gradient: usize,
  velocity: usize,
  wOut: usize,
  velocityOut: usize,
  count: i32,
  scale: f32,
  rho: f32,
  take: f32,
  epsilon: f32,
): void {
  // Adagrad, too, with rho = take = 1.
  const factor = f32x4.splat(scale);
  const kept = f32x4.splat(rho);
  const taken = f32x4.splat(take);
  const floor = f32x4.splat(epsilon);
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    const g = v128.load(at(gradient, i));
    const squares = f32x4.mul(taken, f32x4.mul(g, g));
    const v1 = f32x4.add(f32x4.mul(kept, v128.load(at(velocity, i))), squares);
    const move = f32x4.div(f32x4.mul(factor, g), f32x4.sqrt(f32x4.add(v1, floor)));
    v128.store(at(velocityOut, i), v1);
    v128.store(at(wOut, i), f32x4.add(v128.load(at(w, i)), move));
  }
  for (; i < count; i++) {
    const g = load<f32>(at(gradient, i));
    const v1 = rho * load<f32>(at(velocity, i)) + take * (g * g);
    store<f32>(at(velocityOut, i), v1);
    store<f32>(at(wOut, i), load<f32>(at(w, i)) + (scale * g) / sqrt<f32>(v1 + epsilon));
  }
}
