import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Simd } from './simd.ts';

const ACTIVATIONS: Readonly<Record<string, number>> = { linear: 0, relu: 1, relu6: 2 };

/** Whether {@link activate} knows what to do with a bias and an activation over the last axis of `shape`. */
export function canActivate(
  bias: TensorInfo | undefined,
  activation: string,
  channels: number,
): boolean {
  const fits = bias === undefined || (bias.shape.length === 1 && bias.shape[0] === channels);
  return fits && bias?.dtype !== 'int32' && activation in ACTIVATIONS;
}

/** Adds a bias to the last axis of y and applies the activation, in place. */
export function activate(
  y: TensorInfo,
  bias: TensorInfo | undefined,
  activation: string,
  { kernels, addressOf }: Simd,
): void {
  if (bias === undefined && activation === 'linear') return;
  const columns = y.shape.at(-1) ?? 1;
  const rows = y.shape.slice(0, -1).reduce((a, b) => a * b, 1);
  const to = addressOf(y);
  const from = bias === undefined ? 0 : addressOf(bias);
  kernels.addBias(to, from, to, rows, columns, ACTIVATIONS[activation] ?? 0);
}
