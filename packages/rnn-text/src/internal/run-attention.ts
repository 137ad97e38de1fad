import type { RunContext } from '@sora-particles/combinator-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { attend } from './attend.ts';
import { attentionMask } from './attention-mask.ts';
import { drop } from './drop.ts';

/** The values of the ports of attention; those for `memory` are not there in self-attention. */
export interface AttentionValues {
  readonly x: Tensor;
  readonly mask?: Tensor;
  readonly memory?: Tensor;
  readonly memoryMask?: Tensor;
}

/** How attention is to be run. */
export interface AttentionSettings {
  readonly causal: boolean;
  readonly dropout: number;
  readonly returnScores: boolean;
}

/** What comes out: the sums of values, and the weights if they were asked for. */
export interface AttentionResult {
  readonly context: Tensor;
  readonly scores?: Tensor;
}

/**
 * Where keys and values come from, and which of them there are.
 *
 * @returns `source` `[batch, keys, features]` and its mask.
 */
function sourceOf({ x, mask, memory, memoryMask }: AttentionValues): {
  readonly source: Tensor;
  readonly keyMask: Tensor | undefined;
} {
  return memory === undefined
    ? { source: x, keyMask: mask }
    : { source: memory, keyMask: memoryMask };
}

/**
 * Attention of `x` to its source, which is itself or a memory.
 *
 * @param compute - The scores and the values that they weigh, from the source.
 */
export function runAttention(
  context: RunContext,
  values: AttentionValues,
  { causal, dropout, returnScores }: AttentionSettings,
  compute: (source: Tensor) => { readonly scores: Tensor; readonly values: Tensor },
): AttentionResult {
  const { source, keyMask } = sourceOf(values);
  const mask = attentionMask({
    queries: values.x.shape[1] ?? 0,
    keys: source.shape[1] ?? 0,
    queryMask: values.mask,
    keyMask,
    causal,
  });
  const { scores, values: weighed } = compute(source);
  const attended = attend(scores, weighed, mask, (weights) => drop(weights, dropout, context));
  return {
    context: attended.context,
    ...(returnScores && { scores: attended.weights() }),
  };
}
