import { defineParticle, scan, type TensorRecord } from '@sora-particles/combinator-core';
import { activate } from '@sora-particles/combinator-core/elementary';
import {
  add,
  fused,
  matMul,
  mul,
  slice,
  split,
  sub,
  sum,
  type Tensor,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import { stateSpec } from './ports.ts';
import type { CellActivations } from './recurrent-options.ts';

/** What the step of a GRU does. */
export interface GruStep extends CellActivations {
  readonly units: number;
  /** Whether the reset gate acts on the product of state and kernel, rather than on the state. */
  readonly resetAfter: boolean;
}

/** The weights that the steps use, from those of the particle. */
export function gruStepParams(
  { units, resetAfter }: GruStep,
  recurrentKernel: Tensor,
  bias: Tensor | undefined,
): TensorRecord {
  if (!resetAfter) {
    return {
      gates: slice(recurrentKernel, [0, 0], [units, 2 * units]),
      candidate: slice(recurrentKernel, [0, 2 * units], [units, units]),
    };
  }
  return { gates: recurrentKernel, ...(bias && { recurrentBias: biasRow(bias, 1) }) };
}

/** The bias of the input, from that of the particle. */
export function inputBias(resetAfter: boolean, bias: Tensor | undefined): Tensor | undefined {
  return resetAfter && bias !== undefined ? biasRow(bias, 0) : bias;
}

// A sum over one row rather than a reshape: the fused product of the stock wasm backend takes the rank of its
// bias from the memory below, and refuses one that was reshaped.
function biasRow(bias: Tensor, row: number): Tensor {
  return sum(slice(bias, [row, 0], [1, bias.shape[1] ?? 0]), 0);
}

/** One step of a GRU, from the projected input and the state to the next state. */
export function gruStep(
  step: GruStep,
  projected: Tensor,
  hidden: Tensor,
  params: Readonly<Record<string, Tensor | undefined>>,
): Tensor {
  const { activation, recurrentActivation, resetAfter } = step;
  const { kept, recurrentBias } = params;
  const gates = params['gates'] as Tensor2D;
  const read = (kept === undefined ? hidden : mul(hidden, kept)) as Tensor2D;
  const inner = fused.matMul({ a: read, b: gates, ...(recurrentBias && { bias: recurrentBias }) });
  const [updateX, resetX, candidateX] = split(projected, 3, 1) as [Tensor, Tensor, Tensor];
  const [updateH, resetH, candidateH] = split(inner, resetAfter ? 3 : 2, 1) as [
    Tensor,
    Tensor,
    Tensor | undefined,
  ];
  const update = activate(recurrentActivation, add(updateX, updateH));
  const reset = activate(recurrentActivation, add(resetX, resetH));
  const recalled =
    candidateH === undefined
      ? matMul(mul<Tensor2D>(reset, read), params['candidate'] as Tensor2D)
      : mul(reset, candidateH);
  const candidate = activate(activation, add(candidateX, recalled));
  return add(candidate, mul(update, sub(hidden, candidate)));
}

/** All steps of a GRU on input that has been projected, in either order. */
export function gruSteps(step: GruStep, reverse: boolean) {
  const { units, resetAfter } = step;
  const state = stateSpec(units);
  const particle = defineParticle({
    kind: 'rnn-text/gruStep@1',
    name: 'gruStep',
    input: { x: { shape: ['batch', 3 * units], dtype: 'float32' }, hidden: state },
    output: { y: state, hidden: state },
    // What drops numbers stays the same for all steps, as weights do, and comes with them in training.
    params: {
      gates: { shape: [units, (resetAfter ? 3 : 2) * units], initializer: 'orthogonal' },
      candidate: { shape: [units, units], initializer: 'orthogonal' },
      recurrentBias: { shape: [3 * units], initializer: 'zeros' },
      kept: { shape: ['batch', units], initializer: 'ones' },
    },
    run: (_context, { x, hidden }, params) => {
      const next = gruStep(step, x, hidden, params);
      return { outputs: { y: next, hidden: next } };
    },
  });
  return scan(particle, { reverse });
}
