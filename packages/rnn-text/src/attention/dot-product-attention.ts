import {
  checkOptions,
  defineParticle,
  is,
  leafKind,
  optional,
  type Particle,
} from '@sora-particles/combinator-core';
import { matMul, mul } from '@tensorflow/tfjs-core';
import { runAttention } from '../internal/run-attention.ts';
import {
  attentionChecks,
  attentionInput,
  attentionOutput,
  type AttentionInput,
  type AttentionOptions,
  type AttentionOutput,
  type KeyTime,
} from './attention-contract.ts';

/** Options of {@link dotProductAttention}. */
export interface DotProductAttentionOptions<
  Memory extends boolean = boolean,
  ReturnScores extends boolean = boolean,
  Name extends string = string,
> extends AttentionOptions<Memory, ReturnScores, Name> {
  /**
   * What products are multiplied by: `'squareRoot'`, 1 / sqrt(features), keeps their size whatever the
   * number of features (Vaswani et al.); `'none'` (Luong et al.); `'learned'`, one weight (Keras
   * `use_scale`). Default `'squareRoot'`.
   */
  readonly scale?: 'squareRoot' | 'none' | 'learned';
}

/** Made by {@link dotProductAttention}. */
export interface DotProductAttention<
  Name extends string = string,
  Memory extends boolean = false,
  ReturnScores extends boolean = false,
> extends Particle<
  Name,
  AttentionInput<Memory, 'features'>,
  AttentionOutput<'features', ReturnScores, readonly ['batch', 'time', KeyTime<Memory>]>,
  readonly []
> {}

/**
 * Attention by dot products: y = softmax(scale x k^T) k, where the keys and values k are x itself or a
 * `memory`. Keras `Attention`, PyTorch `scaled_dot_product_attention`.
 *
 * Inputs `x`: float32 `[batch, time, features]`; `mask`, optional: bool `[batch, time]`; with `memory`
 * also `memory`: float32 `[batch, memoryTime, features]` and `memoryMask`, optional. Outputs `y`: float32
 * `[batch, time, features]`; with `returnScores` also `scores`: the weights before dropout, float32
 * `[batch, time, time or memoryTime]`, range [0, 1].
 *
 * Keys that are masked are not seen. A step that is masked, or sees no key, gets zeros (Keras: the mean
 * of all keys for the latter).
 *
 * Parameters: `scale` `[]`, ones, where it is learned.
 *
 * Sources: Luong et al. 2015, https://arxiv.org/abs/1508.04025; Vaswani et al. 2017,
 * https://arxiv.org/abs/1706.03762.
 *
 * @throws ParticleError `option-unknown`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { dotProductAttention } from '@sora-particles/rnn-text';
 *
 * const self = dotProductAttention();
 * const cross = dotProductAttention({ memory: true, returnScores: true });
 * console.log(cross.output.scores.shape); // [ 'batch', 'time', 'memoryTime' ]
 * ```
 */
export function dotProductAttention<
  const Memory extends boolean = false,
  const ReturnScores extends boolean = false,
  const Name extends string = 'dotProductAttention',
>(
  options?: DotProductAttentionOptions<Memory, ReturnScores, Name>,
): DotProductAttention<Name, Memory, ReturnScores>;
export function dotProductAttention(options: DotProductAttentionOptions = {}): Particle {
  checkOptions<DotProductAttentionOptions>('dotProductAttention', options, {
    ...attentionChecks,
    scale: optional(is.oneOf('squareRoot', 'none', 'learned')),
  });
  const {
    memory = false,
    causal = false,
    dropout = 0,
    returnScores = false,
    scale = 'squareRoot',
    name = 'dotProductAttention',
  } = options;
  const keyTime = memory ? 'memoryTime' : 'time';
  const scoresShape = returnScores ? ['batch', 'time', keyTime] : undefined;
  return defineParticle({
    kind: 'rnn-text/dotProductAttention@1',
    name,
    config: { memory, causal, dropout, returnScores, scale },
    input: attentionInput(memory, 'features'),
    output: attentionOutput('features', scoresShape),
    params: { ...(scale === 'learned' && { scale: { shape: [], initializer: 'ones' } }) },
    traits: { needsSeed: dropout > 0 },
    flops: ['mul', 4, 'batch', 'time', keyTime, 'features'],
    run: (context, inputs, weights) => {
      const { x } = inputs;
      const settings = { causal, dropout, returnScores };
      const { context: y, ...scores } = runAttention(context, inputs, settings, (source) => {
        const factor =
          scale === 'squareRoot' ? 1 / Math.sqrt(Math.max(1, x.shape[2] ?? 1)) : weights['scale'];
        const query = factor === undefined ? x : mul(x, factor);
        return { scores: matMul(query, source, false, true), values: source };
      });
      return { outputs: { y, ...scores } };
    },
  });
}

/** Registry entry of {@link dotProductAttention}. */
export const dotProductAttentionKind = leafKind(
  'rnn-text/dotProductAttention@1',
  dotProductAttention,
);
