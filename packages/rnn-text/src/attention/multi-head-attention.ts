import {
  checkOptions,
  defineParticle,
  is,
  isInitializer,
  leafKind,
  optional,
  type Initializer,
  type Particle,
  type ParamSpec,
} from '@sora-particles/combinator-core';
import { matMul, mul, reshape, transpose, type Tensor } from '@tensorflow/tfjs-core';
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

/** Options of {@link multiHeadAttention}. */
export interface MultiHeadAttentionOptions<
  Heads extends number = number,
  OutputSize extends number | undefined = number | undefined,
  Memory extends boolean = boolean,
  ReturnScores extends boolean = boolean,
  Name extends string = string,
> extends AttentionOptions<Memory, ReturnScores, Name> {
  /** How many times to attend, each in a way of its own; a positive integer. */
  readonly heads: Heads;
  /** Numbers of a query and a key in each head; a positive integer. Keras `key_dim`. */
  readonly headSize: number;
  /** Numbers of a value in each head; a positive integer. Default `headSize`. */
  readonly valueSize?: number;
  /** Numbers of the output; a positive integer. Default: as many as `x` has. */
  readonly outputSize?: OutputSize;
  /** Whether to add biases. Default true. */
  readonly useBias?: boolean;
  /** First values of the kernels. Default `'glorotUniform'`. */
  readonly kernelInitializer?: Initializer;
  /** First values of the biases. Default `'zeros'`. */
  readonly biasInitializer?: Initializer;
}

/** Made by {@link multiHeadAttention}. */
export interface MultiHeadAttention<
  Name extends string = string,
  Heads extends number = number,
  OutputSize extends number | undefined = undefined,
  Memory extends boolean = false,
  ReturnScores extends boolean = false,
> extends Particle<
  Name,
  AttentionInput<Memory, 'memoryFeatures'>,
  AttentionOutput<
    OutputSize extends number ? OutputSize : 'features',
    ReturnScores,
    readonly ['batch', Heads, 'time', KeyTime<Memory>]
  >,
  readonly []
> {}

/**
 * Attention several times side by side: with q = x query, k = m key and v = m value in each head, where m
 * is x itself or a `memory`, y = concat over heads of (softmax(q k^T / sqrt(headSize)) v) output. Keras
 * `MultiHeadAttention`, PyTorch `MultiheadAttention`.
 *
 * Inputs `x`: float32 `[batch, time, features]`; `mask`, optional: bool `[batch, time]`; with `memory`
 * also `memory`: float32 `[batch, memoryTime, memoryFeatures]` and `memoryMask`, optional. Outputs `y`:
 * float32 `[batch, time, outputSize]`; with `returnScores` also `scores`: the weights before dropout,
 * float32 `[batch, heads, time, time or memoryTime]`, range [0, 1].
 *
 * Keys that are masked are not seen. A step that is masked, or sees no key, attends to zeros (Keras: to
 * the mean of all values), so that the bias of the output is what is left.
 *
 * Parameters, in the layout of Keras: `query/kernel` `[features, heads, headSize]`, `query/bias`
 * `[heads, headSize]`, likewise `key` and, with `valueSize`, `value`; `output/kernel`
 * `[heads, valueSize, outputSize]`, `output/bias` `[outputSize]`. Kernels are Glorot uniform as Keras
 * counts their fans, which gives smaller numbers than for the kernel as a matrix.
 *
 * Source: Vaswani et al. 2017, https://arxiv.org/abs/1706.03762.
 *
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { multiHeadAttention } from '@sora-particles/rnn-text';
 *
 * const self = multiHeadAttention({ heads: 4, headSize: 16, causal: true });
 * const cross = multiHeadAttention({ heads: 4, headSize: 16, memory: true, dropout: 0.1 });
 * console.log(Object.keys(cross.input)); // [ 'x', 'mask', 'memory', 'memoryMask' ]
 * ```
 */
export function multiHeadAttention<
  const Heads extends number,
  const OutputSize extends number | undefined = undefined,
  const Memory extends boolean = false,
  const ReturnScores extends boolean = false,
  const Name extends string = 'multiHeadAttention',
>(
  options: MultiHeadAttentionOptions<Heads, OutputSize, Memory, ReturnScores, Name>,
): MultiHeadAttention<Name, Heads, OutputSize, Memory, ReturnScores>;
export function multiHeadAttention(options: MultiHeadAttentionOptions): Particle {
  checkOptions<MultiHeadAttentionOptions>('multiHeadAttention', options, {
    ...attentionChecks,
    heads: is.positiveInteger,
    headSize: is.positiveInteger,
    valueSize: optional(is.positiveInteger),
    outputSize: optional(is.positiveInteger),
    useBias: optional(is.boolean),
    kernelInitializer: optional(isInitializer),
    biasInitializer: optional(isInitializer),
  });
  const {
    heads,
    headSize,
    valueSize = headSize,
    outputSize,
    memory = false,
    causal = false,
    dropout = 0,
    returnScores = false,
    useBias = true,
    kernelInitializer = 'glorotUniform',
    biasInitializer = 'zeros',
    name = 'multiHeadAttention',
  } = options;
  const size = outputSize ?? 'features';
  const keyTime = memory ? 'memoryTime' : 'time';
  const keyFeatures = memory ? 'memoryFeatures' : 'features';
  const scoresShape = returnScores ? ['batch', heads, 'time', keyTime] : undefined;
  const weights = (part: string, kernel: ParamSpec['shape'], bias: ParamSpec['shape']) => ({
    [`${part}/kernel`]: { shape: kernel, initializer: kernelInitializer },
    ...(useBias && { [`${part}/bias`]: { shape: bias, initializer: biasInitializer } }),
  });
  return defineParticle({
    kind: 'rnn-text/multiHeadAttention@1',
    name,
    config: {
      ...{ heads, headSize, valueSize, ...(outputSize !== undefined && { outputSize }) },
      ...{ memory, causal, dropout, returnScores },
      ...{ useBias, kernelInitializer, biasInitializer },
    },
    input: attentionInput(memory, 'memoryFeatures'),
    output: attentionOutput(size, scoresShape),
    params: {
      ...weights('query', ['features', heads, headSize], [heads, headSize]),
      ...weights('key', [keyFeatures, heads, headSize], [heads, headSize]),
      ...weights('value', [keyFeatures, heads, valueSize], [heads, valueSize]),
      ...weights('output', [heads, valueSize, size], [size]),
    },
    traits: { needsSeed: dropout > 0 },
    flops: [
      'add',
      ['mul', 2 * heads * headSize, 'batch', 'time', 'features'],
      ['mul', 2 * heads * (headSize + valueSize), 'batch', keyTime, keyFeatures],
      ['mul', 2 * heads * (headSize + valueSize), 'batch', 'time', keyTime],
      ['mul', 2 * heads * valueSize, 'batch', 'time', size],
    ],
    run: (context, inputs, params: Readonly<Record<string, Tensor>>) => {
      const inHeads = (x: Tensor, part: string): Tensor => {
        const kernel = params[`${part}/kernel`] as Tensor;
        const rows = project(x, kernel.shape[0], kernel, params[`${part}/bias`]);
        return splitHeads(rows, heads);
      };
      const settings = { causal, dropout, returnScores };
      const { context: sums, ...scores } = runAttention(context, inputs, settings, (source) => {
        const query = mul(inHeads(inputs.x, 'query'), 1 / Math.sqrt(headSize));
        return {
          scores: matMul(query, inHeads(source, 'key'), false, true),
          values: inHeads(source, 'value'),
        };
      });
      const kernel = params['output/kernel'] as Tensor;
      const joined = joinHeads(sums);
      const y = project(joined, heads * valueSize, kernel, params['output/bias']);
      return { outputs: { y, ...scores } };
    },
  });
}

/** `[batch, time, heads * size]` to `[batch, heads, time, size]`. */
function splitHeads(x: Tensor, heads: number): Tensor {
  const [batch = 0, time = 0, all = 0] = x.shape;
  return transpose(reshape(x, [batch, time, heads, all / heads]), [0, 2, 1, 3]);
}

/** `[batch, heads, time, size]` to `[batch, time, heads * size]`. */
function joinHeads(x: Tensor): Tensor {
  const [batch = 0, heads = 0, time = 0, size = 0] = x.shape;
  return reshape(transpose(x, [0, 2, 1, 3]), [batch, time, heads * size]);
}

/** Registry entry of {@link multiHeadAttention}. */
export const multiHeadAttentionKind = leafKind('rnn-text/multiHeadAttention@1', multiHeadAttention);
