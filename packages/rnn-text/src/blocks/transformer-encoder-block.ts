import { checkOptions, leafKind, type Particle } from '@sora-particles/combinator-core';
import { defineBlock } from '../internal/define-block.ts';
import { attentionOf, feedForward, stackSublayers } from '../internal/sublayers.ts';
import { stepMask, steps, type StepMask, type Steps } from '../steps.ts';
import {
  transformerBlockChecks,
  transformerBlockSettings,
  type TransformerBlockOptions,
} from './block-options.ts';

/** Options of {@link transformerEncoderBlock}. */
export type TransformerEncoderBlockOptions<
  Units extends number = number,
  Name extends string = string,
> = TransformerBlockOptions<Units, Name>;

/** Made by {@link transformerEncoderBlock}. */
export interface TransformerEncoderBlock<
  Name extends string = string,
  Units extends number = number,
> extends Particle<
  Name,
  { readonly x: Steps<Units>; readonly mask: StepMask },
  { readonly y: Steps<Units> },
  readonly []
> {}

/**
 * A block of a transformer that reads: each step looks at all others, then goes through two dense layers,
 * each with a way around it: h = norm(x + attention(x)), y = norm(h + dense(dense(h))); with
 * `normalizeFirst` h = x + attention(norm(x)), y = h + dense(dense(norm(h))). KerasHub
 * `TransformerEncoder`, PyTorch `TransformerEncoderLayer`.
 *
 * Inputs `x`: float32 `[batch, time, units]`; `mask`, optional: bool `[batch, time]`, true where there is
 * a step: others are not seen. Output `y`: float32 `[batch, time, units]`.
 *
 * It is a graph of `multiHeadAttention`, `dense`, `layerNormalization`, `dropout` and `add`, which its
 * `composition` shows; weights lie under `attention/`, `attentionNorm/`, `feedForward/` and
 * `feedForwardNorm/`.
 *
 * Sources: Vaswani et al. 2017, https://arxiv.org/abs/1706.03762; for `normalizeFirst` Xiong et al. 2020,
 * https://arxiv.org/abs/2002.04745.
 *
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid` (also for heads that do not
 *   divide the units), `name-invalid`.
 *
 * @example
 * ```ts
 * import { compose } from '@sora-particles/combinator-core';
 * import { embedding, sinusoidalPosition, transformerEncoderBlock } from '@sora-particles/rnn-text';
 *
 * const encoder = compose(embedding({ inputSize: 1000, units: 32 }))
 *   .to(sinusoidalPosition())
 *   .to(transformerEncoderBlock({ units: 32, heads: 4, dropout: 0.1 }));
 * ```
 */
export function transformerEncoderBlock<
  const Units extends number,
  const Name extends string = 'transformerEncoderBlock',
>(options: TransformerEncoderBlockOptions<Units, Name>): TransformerEncoderBlock<Name, Units>;
export function transformerEncoderBlock(
  options: TransformerEncoderBlockOptions,
): TransformerEncoderBlock {
  checkOptions('transformerEncoderBlock', options, transformerBlockChecks);
  const settings = transformerBlockSettings('transformerEncoderBlock', options);
  const { units } = settings;
  const body = stackSublayers(
    { x: steps(units), mask: stepMask() },
    [
      { name: 'attention', particle: attentionOf(settings), wires: { mask: 'mask' } },
      { name: 'feedForward', particle: feedForward(settings) },
    ],
    settings,
  );
  return defineBlock(
    {
      kind: 'rnn-text/transformerEncoderBlock@1',
      name: options.name ?? 'transformerEncoderBlock',
      config: { ...settings },
      output: { y: steps(units) },
    },
    body,
  ) as TransformerEncoderBlock;
}

/** Registry entry of {@link transformerEncoderBlock}. */
export const transformerEncoderBlockKind = leafKind(
  'rnn-text/transformerEncoderBlock@1',
  transformerEncoderBlock,
);
