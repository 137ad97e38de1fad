import {
  checkOptions,
  defineParticle,
  is,
  leafKind,
  optional,
  type ParamSpecs,
  type Particle,
} from '@sora-particles/combinator-core';
import { fused, type Tensor, type Tensor2D } from '@tensorflow/tfjs-core';
import { gruStep, gruStepParams, inputBias } from './gru-step.ts';
import { stateSpec, stepInput, type StateSpec, type StepInput } from './ports.ts';
import { cellChecks, cellSettings, type CellOptions } from './recurrent-options.ts';

/** Options of {@link gruCell}. */
export interface GruCellOptions<
  Units extends number = number,
  Name extends string = string,
> extends CellOptions<Units, Name> {
  /**
   * Whether the reset gate acts on the product of state and kernel, which is faster and what PyTorch and cuDNN
   * do, rather than on the state, as published. Default true.
   */
  readonly resetAfter?: boolean;
}

/** Made by {@link gruCell}. */
export interface GruCell<
  Name extends string = string,
  Units extends number = number,
> extends Particle<
  Name,
  { readonly x: StepInput; readonly hidden: StateSpec<Units> },
  { readonly y: StateSpec<Units>; readonly hidden: StateSpec<Units> },
  readonly []
> {}

/** Checks of {@link GruCellOptions}. */
export const gruChecks = { ...cellChecks, resetAfter: optional(is.boolean) };

/** {@link GruCellOptions} with the defaults. */
export function gruSettings(options: GruCellOptions) {
  return { ...cellSettings(options), resetAfter: options.resetAfter ?? true };
}

/** The weights of a GRU. */
export function gruParams(settings: ReturnType<typeof gruSettings>): ParamSpecs {
  const { units, useBias, resetAfter, kernelInitializer, recurrentInitializer } = settings;
  const biasShape = resetAfter ? [2, 3 * units] : [3 * units];
  return {
    kernel: { shape: ['in', 3 * units], initializer: kernelInitializer },
    recurrentKernel: { shape: [units, 3 * units], initializer: recurrentInitializer },
    ...(useBias && { bias: { shape: biasShape, initializer: settings.biasInitializer } }),
  };
}

/**
 * One step of a gated recurrent unit, for `scan`; {@link gru} runs over whole sequences, faster, and has the
 * equations. PyTorch `GRUCell`, Keras `GRUCell`.
 *
 * Inputs: `x` float32 `[batch, in]`; the state `hidden`, float32 `[batch, units]`. Outputs: `y` and the next
 * `hidden`, which are the same.
 *
 * Parameters: as {@link gru}.
 *
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { scan } from '@sora-particles/combinator-core';
 * import { gruCell } from '@sora-particles/rnn-text';
 *
 * const reader = scan(gruCell({ units: 16 }));
 * ```
 */
export function gruCell<const Units extends number, const Name extends string = 'gruCell'>(
  options: GruCellOptions<Units, Name>,
): GruCell<Name, Units>;
export function gruCell(options: GruCellOptions): GruCell {
  checkOptions('gruCell', options, gruChecks);
  const settings = gruSettings(options);
  const { units, resetAfter } = settings;
  const state = stateSpec(units);
  return defineParticle({
    kind: 'rnn-text/gruCell@1',
    name: options.name ?? 'gruCell',
    config: settings,
    input: { x: stepInput, hidden: state },
    output: { y: state, hidden: state },
    params: gruParams(settings),
    flops: ['mul', 6 * units, 'batch', ['add', 'in', units]],
    run: (_context, { x, hidden }, { kernel, recurrentKernel, bias }) => {
      const own = inputBias(resetAfter, bias);
      const product = { a: x as Tensor2D, b: kernel as Tensor2D, ...(own && { bias: own }) };
      const params = gruStepParams(settings, recurrentKernel as Tensor, bias);
      const next = gruStep(settings, fused.matMul(product), hidden, params);
      return { outputs: { y: next, hidden: next } };
    },
  });
}

/** Registry entry of {@link gruCell}. */
export const gruCellKind = leafKind('rnn-text/gruCell@1', gruCell);
