import {
  checkOptions,
  defineParticle,
  is,
  leafKind,
  optional,
  type Initializer,
  type ParamSpecs,
  type Particle,
} from '@sora-particles/combinator-core';
import { fused, type Tensor2D } from '@tensorflow/tfjs-core';
import { lstmStep } from './lstm-step.ts';
import { stateSpec, stepInput, type StateSpec, type StepInput } from './ports.ts';
import { cellChecks, cellSettings, type CellOptions } from './recurrent-options.ts';

/** Options of {@link lstmCell}. */
export interface LstmCellOptions<
  Units extends number = number,
  Name extends string = string,
> extends CellOptions<Units, Name> {
  /** Whether the bias of the forget gate begins with ones, so that nothing is forgotten yet. Default true. */
  readonly unitForgetBias?: boolean;
}

/** Made by {@link lstmCell}. */
export interface LstmCell<
  Name extends string = string,
  Units extends number = number,
> extends Particle<
  Name,
  {
    readonly x: StepInput;
    readonly hidden: StateSpec<Units>;
    readonly cell: StateSpec<Units>;
  },
  {
    readonly y: StateSpec<Units>;
    readonly hidden: StateSpec<Units>;
    readonly cell: StateSpec<Units>;
  },
  readonly []
> {}

/** Checks of {@link LstmCellOptions}. */
export const lstmChecks = { ...cellChecks, unitForgetBias: optional(is.boolean) };

/** {@link LstmCellOptions} with the defaults. */
export function lstmSettings(options: LstmCellOptions) {
  return { ...cellSettings(options), unitForgetBias: options.unitForgetBias ?? true };
}

/** The weights of an LSTM. */
export function lstmParams(settings: ReturnType<typeof lstmSettings>): ParamSpecs {
  const { units, useBias, unitForgetBias, kernelInitializer, recurrentInitializer } = settings;
  const first: Initializer = settings.biasInitializer;
  const blocks: Initializer = { type: 'blocks', blocks: [first, 'ones', first, first] };
  return {
    kernel: { shape: ['in', 4 * units], initializer: kernelInitializer },
    recurrentKernel: { shape: [units, 4 * units], initializer: recurrentInitializer },
    ...(useBias && {
      bias: { shape: [4 * units], initializer: unitForgetBias ? blocks : first },
    }),
  };
}

/**
 * One step of a long short-term memory, for `scan`; {@link lstm} runs over whole sequences, faster. With
 * the gates i, f and o and the candidate g, each a part of x kernel + hidden recurrentKernel + bias:
 * cell = f cell + i g, and y = hidden = o activation(cell). PyTorch `LSTMCell`, Keras `LSTMCell`.
 *
 * Inputs: `x` float32 `[batch, in]`; the state `hidden` and `cell`, float32 `[batch, units]`. Outputs: `y`,
 * which is the next `hidden`, and the next state.
 *
 * Parameters: as {@link lstm}.
 *
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { scan } from '@sora-particles/combinator-core';
 * import { lstmCell } from '@sora-particles/rnn-text';
 *
 * const backwards = scan(lstmCell({ units: 16 }), { reverse: true });
 * ```
 */
export function lstmCell<const Units extends number, const Name extends string = 'lstmCell'>(
  options: LstmCellOptions<Units, Name>,
): LstmCell<Name, Units>;
export function lstmCell(options: LstmCellOptions): LstmCell {
  checkOptions('lstmCell', options, lstmChecks);
  const settings = lstmSettings(options);
  const { units } = settings;
  const state = stateSpec(units);
  return defineParticle({
    kind: 'rnn-text/lstmCell@1',
    name: options.name ?? 'lstmCell',
    config: settings,
    input: { x: stepInput, hidden: state, cell: state },
    output: { y: state, hidden: state, cell: state },
    params: lstmParams(settings),
    flops: ['mul', 8 * units, 'batch', ['add', 'in', units]],
    run: (_context, { x, hidden, cell }, params) => {
      const { kernel, recurrentKernel, bias } = params;
      const product = { a: x as Tensor2D, b: kernel as Tensor2D, ...(bias && { bias }) };
      const projected = fused.matMul(product);
      const next = lstmStep(settings, projected, { hidden, cell }, recurrentKernel as Tensor2D);
      return { outputs: { y: next.hidden, ...next } };
    },
  });
}

/** Registry entry of {@link lstmCell}. */
export const lstmCellKind = leafKind('rnn-text/lstmCell@1', lstmCell);
