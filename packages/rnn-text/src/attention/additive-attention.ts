import {
  checkOptions,
  defineParticle,
  is,
  isInitializer,
  leafKind,
  optional,
  type Initializer,
  type Particle,
} from '@sora-particles/combinator-core';
import { add, expandDims, matMul, reshape, tanh, type Tensor } from '@tensorflow/tfjs-core';
import { project } from '../internal/project.ts';
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

/** Options of {@link additiveAttention}. */
export interface AdditiveAttentionOptions<
  Memory extends boolean = boolean,
  ReturnScores extends boolean = boolean,
  Name extends string = string,
> extends AttentionOptions<Memory, ReturnScores, Name> {
  /** How many numbers a query and a key are compared by; a positive integer. */
  readonly units: number;
  /** First values of the kernels and of `scale`. Default `'glorotUniform'`. */
  readonly kernelInitializer?: Initializer;
}

/** Made by {@link additiveAttention}. */
export interface AdditiveAttention<
  Name extends string = string,
  Memory extends boolean = false,
  ReturnScores extends boolean = false,
> extends Particle<
  Name,
  AttentionInput<Memory, 'memoryFeatures'>,
  AttentionOutput<
    Memory extends true ? 'memoryFeatures' : 'features',
    ReturnScores,
    readonly ['batch', 'time', KeyTime<Memory>]
  >,
  readonly []
> {}

/**
 * Attention by a small network: y_i = sum over j of a_ij k_j, where a = softmax over j of
 * scale . tanh(x_i queryKernel + k_j keyKernel), and the keys and values k are x itself or a `memory`,
 * whose number of features may differ. Of Bahdanau et al.; Keras `AdditiveAttention`, with two `Dense`
 * in front.
 *
 * Inputs `x`: float32 `[batch, time, features]`; `mask`, optional: bool `[batch, time]`; with `memory`
 * also `memory`: float32 `[batch, memoryTime, memoryFeatures]` and `memoryMask`, optional. Outputs `y`:
 * float32 `[batch, time, features or memoryFeatures]`; with `returnScores` also `scores`: the weights
 * before dropout, float32 `[batch, time, time or memoryTime]`, range [0, 1].
 *
 * Keys that are masked are not seen. A step that is masked, or sees no key, gets zeros. It holds
 * `units` numbers for each pair of a query and a key: `dotProductAttention` takes less.
 *
 * Parameters: `queryKernel` `[features, units]`, `keyKernel` `[features or memoryFeatures, units]`,
 * `scale` `[units]`, by default Glorot uniform.
 *
 * Source: Bahdanau et al. 2014, https://arxiv.org/abs/1409.0473.
 *
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { additiveAttention } from '@sora-particles/rnn-text';
 *
 * const cross = additiveAttention({ units: 32, memory: true });
 * console.log(cross.output.y.shape); // [ 'batch', 'time', 'memoryFeatures' ]
 * ```
 */
export function additiveAttention<
  const Memory extends boolean = false,
  const ReturnScores extends boolean = false,
  const Name extends string = 'additiveAttention',
>(
  options: AdditiveAttentionOptions<Memory, ReturnScores, Name>,
): AdditiveAttention<Name, Memory, ReturnScores>;
export function additiveAttention(options: AdditiveAttentionOptions): Particle {
  checkOptions<AdditiveAttentionOptions>('additiveAttention', options, {
    ...attentionChecks,
    units: is.positiveInteger,
    kernelInitializer: optional(isInitializer),
  });
  const {
    units,
    memory = false,
    causal = false,
    dropout = 0,
    returnScores = false,
    kernelInitializer = 'glorotUniform',
    name = 'additiveAttention',
  } = options;
  const keyTime = memory ? 'memoryTime' : 'time';
  const size = memory ? 'memoryFeatures' : 'features';
  const scoresShape = returnScores ? ['batch', 'time', keyTime] : undefined;
  return defineParticle({
    kind: 'rnn-text/additiveAttention@1',
    name,
    config: { units, memory, causal, dropout, returnScores, kernelInitializer },
    input: attentionInput(memory, 'memoryFeatures'),
    output: attentionOutput(size, scoresShape),
    params: {
      queryKernel: { shape: ['features', units], initializer: kernelInitializer },
      keyKernel: { shape: [size, units], initializer: kernelInitializer },
      scale: { shape: [units], initializer: kernelInitializer },
    },
    traits: { needsSeed: dropout > 0 },
    flops: [
      'add',
      ['mul', 2 * units, 'batch', 'time', 'features'],
      ['mul', 2 * units, 'batch', keyTime, size],
      ['mul', 4 * units, 'batch', 'time', keyTime],
      ['mul', 2, 'batch', 'time', keyTime, size],
    ],
    run: (context, inputs, { queryKernel, keyKernel, scale }) => {
      const settings = { causal, dropout, returnScores };
      const { context: y, ...scores } = runAttention(context, inputs, settings, (source) => ({
        scores: compare(
          project(inputs.x, queryKernel.shape[0], queryKernel),
          project(source, keyKernel.shape[0], keyKernel),
          scale,
        ),
        values: source,
      }));
      return { outputs: { y, ...scores } };
    },
  });
}

/** scale . tanh(query + key) for each query and key. */
function compare(queries: Tensor, keys: Tensor, scale: Tensor): Tensor {
  const [batch = 0, count = 0, units = 0] = queries.shape;
  const keyCount = keys.shape[1] ?? 0;
  const pairs = tanh(add(expandDims(queries, 2), expandDims(keys, 1)));
  const rows = reshape(pairs, [batch * count * keyCount, units]);
  return reshape(matMul(rows, reshape(scale, [units, 1])), [batch, count, keyCount]);
}

/** Registry entry of {@link additiveAttention}. */
export const additiveAttentionKind = leafKind('rnn-text/additiveAttention@1', additiveAttention);
