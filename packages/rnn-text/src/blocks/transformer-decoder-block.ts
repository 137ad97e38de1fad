import {
  checkOptions,
  is,
  leafKind,
  optional,
  type Particle,
} from '@sora-particles/combinator-core';
import { defineBlock } from '../internal/define-block.ts';
import { attentionOf, feedForward, stackSublayers } from '../internal/sublayers.ts';
import { stepMask, steps, type StepMask, type Steps } from '../steps.ts';
import {
  transformerBlockChecks,
  transformerBlockSettings,
  type TransformerBlockOptions,
} from './block-options.ts';

/** Options of {@link transformerDecoderBlock}. */
export interface TransformerDecoderBlockOptions<
  Units extends number = number,
  Memory extends boolean = boolean,
  Name extends string = string,
> extends TransformerBlockOptions<Units, Name> {
  /**
   * Whether there is a port `memory` to look at, such as what an encoder made of the text to translate.
   * Default true. False makes the block of a language model.
   */
  readonly memory?: Memory;
}

/** Made by {@link transformerDecoderBlock}. */
export interface TransformerDecoderBlock<
  Name extends string = string,
  Units extends number = number,
  Memory extends boolean = true,
> extends Particle<
  Name,
  Memory extends true
    ? {
        readonly x: Steps<Units>;
        readonly mask: StepMask;
        readonly memory: Steps<'memoryFeatures', 'memoryTime'>;
        readonly memoryMask: StepMask<'memoryTime'>;
      }
    : { readonly x: Steps<Units>; readonly mask: StepMask },
  { readonly y: Steps<Units> },
  readonly []
> {}

/**
 * A block of a transformer that writes: each step looks at itself and those before it, then at a memory,
 * then goes through two dense layers, each with a way around it, as in `transformerEncoderBlock`. No
 * output depends on a later step. KerasHub `TransformerDecoder`, PyTorch `TransformerDecoderLayer`.
 *
 * Inputs `x`: float32 `[batch, time, units]`; `mask`, optional: bool `[batch, time]`; `memory`: float32
 * `[batch, memoryTime, memoryFeatures]`; `memoryMask`, optional: bool `[batch, memoryTime]`. Output `y`:
 * float32 `[batch, time, units]`.
 *
 * Weights lie under `attention/`, `memoryAttention/` and `feedForward/`, and under each with `Norm`.
 * In a stack of blocks each needs the memory: wire them with `graph`.
 *
 * Source: Vaswani et al. 2017, https://arxiv.org/abs/1706.03762.
 *
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid` (also for heads that do not
 *   divide the units), `name-invalid`.
 *
 * @example
 * ```ts
 * import { transformerDecoderBlock } from '@sora-particles/rnn-text';
 *
 * const writer = transformerDecoderBlock({ units: 32, heads: 4 });
 * const languageModel = transformerDecoderBlock({ units: 32, heads: 4, memory: false });
 * console.log(Object.keys(languageModel.input)); // [ 'x', 'mask' ]
 * ```
 */
export function transformerDecoderBlock<
  const Units extends number,
  const Memory extends boolean = true,
  const Name extends string = 'transformerDecoderBlock',
>(
  options: TransformerDecoderBlockOptions<Units, Memory, Name>,
): TransformerDecoderBlock<Name, Units, Memory>;
export function transformerDecoderBlock(options: TransformerDecoderBlockOptions): Particle {
  checkOptions('transformerDecoderBlock', options, {
    ...transformerBlockChecks,
    memory: optional(is.boolean),
  });
  const settings = transformerBlockSettings('transformerDecoderBlock', options);
  const { units } = settings;
  const { memory = true, name = 'transformerDecoderBlock' } = options;
  const memoryPorts = {
    memory: steps('memoryFeatures', 'memoryTime'),
    memoryMask: stepMask('memoryTime'),
  };
  const toMemory = {
    name: 'memoryAttention',
    particle: attentionOf(settings, { memory: true }),
    wires: { mask: 'mask', memory: 'memory', memoryMask: 'memoryMask' },
  };
  const body = stackSublayers(
    { x: steps(units), mask: stepMask(), ...(memory && memoryPorts) },
    [
      {
        name: 'attention',
        particle: attentionOf(settings, { causal: true }),
        wires: { mask: 'mask' },
      },
      ...(memory ? [toMemory] : []),
      { name: 'feedForward', particle: feedForward(settings) },
    ],
    settings,
  );
  return defineBlock(
    {
      kind: 'rnn-text/transformerDecoderBlock@1',
      name,
      config: { ...settings, memory },
      output: { y: steps(units) },
    },
    body,
  );
}

/** Registry entry of {@link transformerDecoderBlock}. */
export const transformerDecoderBlockKind = leafKind(
  'rnn-text/transformerDecoderBlock@1',
  transformerDecoderBlock,
);
