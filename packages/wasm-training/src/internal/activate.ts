import {
  add,
  elu,
  leakyRelu,
  prelu,
  relu,
  relu6,
  sigmoid,
  type Tensor,
  type TensorInfo,
  util,
} from '@tensorflow/tfjs-core';
import type { Simd } from './simd.ts';

/** What fused kernels take beside what they sum up. */
export interface FusedInputs {
  readonly bias?: Tensor;
  readonly preluActivationWeights?: Tensor;
}

/** What fused kernels do with their sums. */
export interface FusedAttributes {
  readonly activation: string;
  readonly leakyreluAlpha?: number;
}

/**
 * The slope of leakyrelu where none is given: that of `leakyRelu()`, and of fused operations while they
 * are differentiated. (The fused convolutions of the cpu backend make NaN of a missing one, those of the
 * stock wasm backend 0.)
 */
export const LEAKY_RELU_ALPHA = 0.2;

/** Those that kernels apply to sums before they leave the cache, as `assembly/activate.ts` numbers them. */
const WITH_SUMS: Readonly<Record<string, number>> = { linear: 0, relu: 1, relu6: 2 };

/** What comes after the sums of a fused kernel. */
export interface Ending {
  /** For kernels that end their sums: the address of the bias, 0 for none, and the activation's number. */
  readonly args: readonly [bias: number, activation: number];
  /** Does to the ended sums, in place, what no such kernel knows. */
  readonly rest: (y: TensorInfo) => void;
}

/** Nothing but sums. */
export const NO_ENDING: Ending = { args: [0, 0], rest: () => undefined };

/** How the SIMD kernels end sums over the last axis; nothing where a case is not theirs. */
export function endingOf(
  { bias, preluActivationWeights: weights }: FusedInputs,
  { activation, leakyreluAlpha = LEAKY_RELU_ALPHA }: FusedAttributes,
  channels: number,
  { kernels, addressOf }: Simd,
): Ending | undefined {
  if (bias !== undefined && !isRow(bias, channels)) return undefined;
  const args = [bias ? addressOf(bias) : 0, WITH_SUMS[activation] ?? 0] as const;
  const inPlace = (run: (at: number, count: number) => void): Ending => ({
    args,
    rest: (y) => {
      run(addressOf(y), util.sizeFromShape(y.shape));
    },
  });
  if (activation in WITH_SUMS) return { ...NO_ENDING, args };
  if (activation === 'elu' || activation === 'sigmoid') {
    return inPlace((at, count) => {
      kernels[activation](at, at, count);
    });
  }
  if (activation === 'leakyrelu') {
    return inPlace((at, count) => {
      kernels.leakyRelu(at, at, count, leakyreluAlpha);
    });
  }
  if (activation !== 'prelu' || weights === undefined || !isRow(weights, channels))
    return undefined;
  return inPlace((at, count) => {
    kernels.prelu(at, addressOf(weights), at, count / channels, channels, channels, 1, 0, 1);
  });
}

function isRow({ shape, dtype }: Tensor, channels: number): boolean {
  return dtype === 'float32' && shape.length === 1 && shape[0] === channels && channels > 0;
}

/** The same made of operations; nothing where TensorFlow.js knows no such activation. */
export function composedEnding(
  sums: Tensor,
  { bias, preluActivationWeights: weights }: FusedInputs,
  { activation, leakyreluAlpha = LEAKY_RELU_ALPHA }: FusedAttributes,
): Tensor | undefined {
  const total = bias === undefined ? sums : add(sums, bias);
  if (activation === 'linear') return total;
  if (activation === 'relu') return relu(total);
  if (activation === 'relu6') return relu6(total);
  if (activation === 'elu') return elu(total);
  if (activation === 'sigmoid') return sigmoid(total);
  if (activation === 'leakyrelu') return leakyRelu(total, leakyreluAlpha);
  return activation === 'prelu' && weights !== undefined ? prelu(total, weights) : undefined;
}
