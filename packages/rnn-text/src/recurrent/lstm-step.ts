import { activate } from '@sora-particles/combinator-core/elementary';
import { defineParticle, scan } from '@sora-particles/combinator-core';
import { add, matMul, mul, split, type Tensor, type Tensor2D } from '@tensorflow/tfjs-core';
import { stateSpec } from './ports.ts';
import type { CellActivations } from './recurrent-options.ts';

/** One step of an LSTM, from the projected input and the state to the next state. */
export function lstmStep(
  { activation, recurrentActivation }: CellActivations,
  projected: Tensor,
  { hidden, cell }: { readonly hidden: Tensor; readonly cell: Tensor },
  recurrentKernel: Tensor,
  kept?: Tensor,
): { readonly hidden: Tensor; readonly cell: Tensor } {
  const read = kept === undefined ? hidden : mul(hidden, kept);
  const gates = add(projected, matMul(read as Tensor2D, recurrentKernel as Tensor2D));
  const [input, forget, candidate, output] = split(gates, 4, 1) as [Tensor, Tensor, Tensor, Tensor];
  const remembered = mul(activate(recurrentActivation, forget), cell);
  const learnt = mul(activate(recurrentActivation, input), activate(activation, candidate));
  const next = add(remembered, learnt);
  return {
    hidden: mul(activate(recurrentActivation, output), activate(activation, next)),
    cell: next,
  };
}

/** All steps of an LSTM on input that has been projected, in either order. */
export function lstmSteps(units: number, activations: CellActivations, reverse: boolean) {
  const state = stateSpec(units);
  const step = defineParticle({
    kind: 'rnn-text/lstmStep@1',
    name: 'lstmStep',
    input: {
      x: { shape: ['batch', 4 * units], dtype: 'float32' },
      hidden: state,
      cell: state,
    },
    output: { y: state, hidden: state, cell: state },
    // What drops numbers stays the same for all steps, as weights do, and comes with them in training.
    params: {
      recurrentKernel: { shape: [units, 4 * units], initializer: 'orthogonal' },
      kept: { shape: ['batch', units], initializer: 'ones' },
    },
    run: (_context, { x, hidden, cell }, { recurrentKernel, kept }) => {
      const next = lstmStep(activations, x, { hidden, cell }, recurrentKernel, kept);
      return { outputs: { y: next.hidden, ...next } };
    },
  });
  return scan(step, { reverse });
}
