import {
  checkOptions,
  defineParticle,
  leafKind,
  type Particle,
} from '@sora-particles/combinator-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { stepMask, type StepMask } from '../steps.ts';
import { lstmChecks, lstmParams, lstmSettings, type LstmCellOptions } from './lstm-cell.ts';
import { lstmSteps } from './lstm-step.ts';
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

/** Options of {@link lstm}. */
export interface LstmOptions<
  Units extends number = number,
  Sequences extends boolean = boolean,
  State extends boolean = boolean,
  Name extends string = string,
>
  extends LstmCellOptions<Units, Name>, SequenceOptions<Sequences, State> {}

/** The outputs of {@link lstm}. */
export type LstmOutputs<
  Units extends number,
  Sequences extends boolean,
  State extends boolean,
> = State extends true
  ? {
      readonly y: SequenceOutput<Units, Sequences>;
      readonly hidden: StateSpec<Units>;
      readonly cell: StateSpec<Units>;
    }
  : { readonly y: SequenceOutput<Units, Sequences> };

/** Made by {@link lstm}. */
export interface Lstm<
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
    readonly cell: FirstState<Units>;
  },
  LstmOutputs<Units, Sequences, State>,
  readonly []
> {}

/**
 * Long short-term memory: goes through a sequence step by step, with a state that gates write to and
 * forget (Hochreiter and Schmidhuber 1997, https://doi.org/10.1162/neco.1997.9.8.1735; the forget gate by
 * Gers and others 2000). With the gates i, f and o and the candidate g, which are parts of
 * x kernel + hidden recurrentKernel + bias behind their activations: cell = f cell + i g, and
 * hidden = o activation(cell). PyTorch `LSTM`, Keras `LSTM`.
 *
 * Inputs: `x` float32 `[batch, time, in]`; optional `mask` bool `[batch, time]`, where false a step leaves
 * the state as it was and gives the output of the step before it, zeros before the first; optional first
 * state `hidden` and `cell`, float32 `[batch, units]`, zeros where left out. Outputs: `y` float32
 * `[batch, units]`, or `[batch, time, units]` with `returnSequences`; with `returnState` also the last
 * `hidden` and `cell`.
 *
 * Parameters, with the gates in the order i, f, g, o as in Keras: `kernel` `[in, 4 units]`, by default Glorot
 * uniform; `recurrentKernel` `[units, 4 units]`, by default orthogonal; `bias` `[4 units]`, by default zeros,
 * and ones for the forget gate.
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
 * import { lstm } from '@sora-particles/rnn-text';
 *
 * const reader = compose(input({ shape: ['batch', 'time', 8], dtype: 'float32' }))
 *   .to(lstm({ units: 32, returnSequences: true }))
 *   .to(lstm({ units: 16, dropout: 0.2 }))
 *   .to(dense({ units: 2, meaning: 'logits' }));
 * ```
 */
export function lstm<
  const Units extends number,
  const Sequences extends boolean = false,
  const State extends boolean = false,
  const Name extends string = 'lstm',
>(options: LstmOptions<Units, Sequences, State, Name>): Lstm<Name, Units, Sequences, State>;
export function lstm(options: LstmOptions): Particle {
  checkOptions('lstm', options, { ...lstmChecks, ...sequenceChecks });
  const cell = lstmSettings(options);
  const sequence = sequenceSettings(options);
  const { units } = cell;
  const name = options.name ?? 'lstm';
  const steps = lstmSteps(units, cell, sequence.goBackwards);
  const state = { hidden: stateSpec(units), cell: stateSpec(units) };
  return defineParticle({
    kind: 'rnn-text/lstm@1',
    name,
    config: { ...cell, ...sequence },
    input: {
      x: sequenceInput,
      mask: stepMask(),
      hidden: firstState(units),
      cell: firstState(units),
    },
    output: {
      y: sequenceOutput(units, sequence.returnSequences),
      ...(sequence.returnState && state),
    },
    params: lstmParams(cell),
    traits: { needsSeed: sequence.dropout > 0 || sequence.recurrentDropout > 0 },
    flops: ['mul', 8 * units, 'batch', 'time', ['add', 'in', units]],
    run: (context, inputs, params) => {
      const { kernel, recurrentKernel, bias } = params;
      return recur({
        ...sequence,
        ...{ name, units, steps, context, inputs, bias, kernel: kernel as Tensor },
        states: ['hidden', 'cell'],
        params: { recurrentKernel: recurrentKernel as Tensor },
      });
    },
  });
}

/** Registry entry of {@link lstm}. */
export const lstmKind = leafKind('rnn-text/lstm@1', lstm);
