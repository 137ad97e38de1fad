import { dispose, type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { Json } from '@sora-particles/combinator-core';
import type { Measured, Metric, MetricResult } from '../api.ts';

/**
 * What a metric, or a loss, says of predictions that are all there. To judge batch by batch use
 * `evaluate`, or the metric's own `measure`, `update` and `result`.
 *
 * @param metric - E.g. `accuracy()`.
 * @param predictions - `['batch', ...]`, float32, in the form that `metric.from` names.
 * @param targets - See `TargetForm`.
 * @param weights - `['batch']`, float32, how much each example counts. Default 1.
 * @throws ParticleError `rank-mismatch` or `axis-mismatch`, and what the metric refuses.
 *
 * @example
 * ```ts
 * import { evaluateMetric, accuracy } from '@sora-particles/optimizer';
 * import { tensor } from '@tensorflow/tfjs-core';
 * import '@tensorflow/tfjs-backend-cpu';
 *
 * const [predictions, targets] = [tensor([0.9, 0.2, 0.7, 0.4]), tensor([1, 0, 0, 0])];
 * console.log(await evaluateMetric(accuracy(), predictions, targets)); // 0.75
 * ```
 */
export async function evaluateMetric<State extends Json, Result extends MetricResult>(
  metric: Metric<State, Result>,
  predictions: Tensor,
  targets: Tensor,
  weights?: Tensor,
): Promise<Result> {
  const measured = tidy(() => ({ ...metric.measure(predictions, targets, weights) }));
  try {
    return metric.result(metric.update(metric.init(), await download(measured)));
  } finally {
    dispose(measured);
  }
}

async function download(measured: Readonly<Record<string, Tensor>>): Promise<Measured> {
  const entries = Object.entries(measured).map(
    async ([name, tensor]) => [name, await tensor.data()] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}
