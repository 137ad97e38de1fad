import {
  add,
  cast,
  cumsum,
  div,
  equal,
  expandDims,
  max,
  maximum,
  mean,
  mul,
  reshape,
  slice,
  sub,
  sum,
  zeros,
  type Tensor,
} from '@tensorflow/tfjs-core';

/** How steps become one. */
export type PoolingMode = 'average' | 'max' | 'first' | 'last';

/** Below any feature that training meets; a float32 still when one is added to it. */
const HIDDEN = 1e38;

/** Makes `[batch, features]` of x, `[batch, time, features]`, and a mask, bool `[batch, time]`. */
export function poolSteps(mode: PoolingMode, x: Tensor, mask: Tensor | undefined): Tensor {
  const [batch = 0, time = 0, features = 0] = x.shape;
  if (x.size === 0) return zeros([batch, features]);
  return mask === undefined ? poolAll(mode, x, time) : poolReal(mode, x, cast(mask, 'float32'));
}

function poolAll(mode: PoolingMode, x: Tensor, time: number): Tensor {
  const [batch = 0, , features = 0] = x.shape;
  const step = (at: number): Tensor =>
    reshape(slice(x, [0, at, 0], [batch, 1, features]), [batch, features]);
  switch (mode) {
    case 'average':
      return mean(x, 1);
    case 'max':
      return max(x, 1);
    case 'first':
      return step(0);
    case 'last':
      return step(time - 1);
  }
}

/** `real` is 1 for steps that count. */
function poolReal(mode: PoolingMode, x: Tensor, real: Tensor): Tensor {
  switch (mode) {
    case 'average':
      return div(weighed(x, real), maximum(sum(real, 1, true), 1));
    case 'max': {
      const hidden = mul(expandDims(sub(real, 1), 2), HIDDEN);
      return mul(max(add(x, hidden), 1), max(real, 1, true));
    }
    case 'first':
      return weighed(x, mul(real, cast(equal(cumsum(real, 1), 1), 'float32')));
    case 'last':
      return weighed(x, mul(real, cast(equal(cumsum(real, 1, false, true), 1), 'float32')));
  }
}

/** The sum of steps, each times a number. */
function weighed(x: Tensor, weights: Tensor): Tensor {
  return sum(mul(x, expandDims(weights, 2)), 1);
}
