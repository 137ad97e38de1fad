import {
  checkOptions,
  defineParticle,
  leafKind,
  type Particle,
} from '@sora-particles/combinator-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { stepMask, type StepMask } from '../steps.ts';
import { gruChecks, gruParams, gruSettings, type GruCellOptions } from './gru-cell.ts';
import { gruStepParams, gruSteps, inputBias } from './gru-step.ts';
import {
  firstState,
  sequenceInput,
  sequenceOutput,
  stateSpec,
  type FirstState,
  type SequenceInput,
  type SequenceOutput,
  type StateSpec,
} from './ports.ts';
import { recur } from './recur.ts';
import { sequenceChecks, sequenceSettings, type SequenceOptions } from './recurrent-options.ts';

/** Options of {@link gru}. */
export interface GruOptions<
  Units extends number = number,
  Sequences extends boolean = boolean,
  State extends boolean = boolean,
  Name extends string = string,
>
  extends GruCellOptions<Units, Name>, SequenceOptions<Sequences, State> {}

/** The outputs of {@link gru}. */
export type GruOutputs<
  Units extends number,
  Sequences extends boolean,
  State extends boolean,
> = State extends true
  ? { readonly y: SequenceOutput<Units, Sequences>; readonly hidden: StateSpec<Units> }
  : { readonly y: SequenceOutput<Units, Sequences> };

/** Made by {@link gru}. */
export interface Gru<
  Name extends string = string,
  Units extends number = number,
  Sequences extends boolean = boolean,
  State extends boolean = boolean,
> extends Particle<
  Name,
  {
    readonly x: SequenceInput;
    readonly mask: StepMask;
    readonly hidden: FirstState<Units>;
  },
  GruOutputs<Units, Sequences, State>,
  readonly []
> {}

/**
 * Gated recurrent unit: goes through a sequence step by step, with a state that an update gate z mixes with
 * a candidate (Cho and others 2014, https://arxiv.org/abs/1406.1078). With the parts x_z, x_r and x_h of
 * x kernel + bias[0], and h_z, h_r and h_h of hidden recurrentKernel + bias[1]:
 * z = s(x_z + h_z), r = s(x_r + h_r), g = activation(x_h + r h_h), hidden = z hidden + (1 - z) g, where s is
 * the recurrent activation. Without `resetAfter`, h_h is that of r hidden, and there is one bias, as
 * published. PyTorch `GRU`, Keras `GRU`.
 *
 * Inputs: `x` float32 `[batch, time, in]`; optional `mask` bool `[batch, time]`, where false a step leaves
 * the state as it was and gives the output of the step before it, zeros before the first; optional first
 * state `hidden`, float32 `[batch, units]`, zeros where left out. Outputs: `y` float32 `[batch, units]`, or
 * `[batch, time, units]` with `returnSequences`; with `returnState` also the last `hidden`.
 *
 * Parameters, in the order z, r, h as in Keras: `kernel` `[in, 3 units]`, by default Glorot uniform;
 * `recurrentKernel` `[units, 3 units]`, by default orthogonal; `bias` `[2, 3 units]`, or `[3 units]` without
 * `resetAfter`, by default zeros.
 *
 * Where Keras drops numbers of the input and the state separately for each gate if there is a
 * `recurrentDropout`, all gates here read the same.
 *
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid`, `name-invalid`; at the call
 *   `data-empty` for no steps in time.
 *
 * @example
 * ```ts
 * import { compose } from '@sora-particles/combinator-core';
 * import { dense, input } from '@sora-particles/combinator-core/elementary';
 * import { gru } from '@sora-particles/rnn-text';
 *
 * const reader = compose(input({ shape: ['batch', 'time', 8], dtype: 'float32' }))
 *   .to(gru({ units: 32, returnSequences: true }))
 *   .to(gru({ units: 16 }))
 *   .to(dense({ units: 2, meaning: 'logits' }));
 * ```
 */
export function gru<
  const Units extends number,
  const Sequences extends boolean = false,
  const State extends boolean = false,
  const Name extends string = 'gru',
>(options: GruOptions<Units, Sequences, State, Name>): Gru<Name, Units, Sequences, State>;
export function gru(options: GruOptions): Particle {
  checkOptions('gru', options, { ...gruChecks, ...sequenceChecks });
  const cell = gruSettings(options);
  const sequence = sequenceSettings(options);
  const { units, resetAfter } = cell;
  const name = options.name ?? 'gru';
  const steps = gruSteps(cell, sequence.goBackwards);
  return defineParticle({
    kind: 'rnn-text/gru@1',
    name,
    config: { ...cell, ...sequence },
    input: { x: sequenceInput, mask: stepMask(), hidden: firstState(units) },
    output: {
      y: sequenceOutput(units, sequence.returnSequences),
      ...(sequence.returnState && { hidden: stateSpec(units) }),
    },
    params: gruParams(cell),
    traits: { needsSeed: sequence.dropout > 0 || sequence.recurrentDropout > 0 },
    flops: ['mul', 6 * units, 'batch', 'time', ['add', 'in', units]],
    run: (context, inputs, { kernel, recurrentKernel, bias }) =>
      recur({
        ...sequence,
        ...{ name, units, steps, context, inputs, kernel: kernel as Tensor },
        bias: inputBias(resetAfter, bias),
        states: ['hidden'],
        params: gruStepParams(cell, recurrentKernel as Tensor, bias),
      }),
  });
}

/** Registry entry of {@link gru}. */
export const gruKind = leafKind('rnn-text/gru@1', gru);
