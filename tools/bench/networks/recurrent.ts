import { compose, defineParticle, rename, scan } from '@sora-particles/combinator-core';
import { dense } from '@sora-particles/combinator-core/elementary';
import {
  add,
  gather,
  matMul,
  mul,
  sigmoid,
  slice,
  split,
  squeeze,
  tanh,
  type Tensor,
  type Tensor2D,
} from '@tensorflow/tfjs-core';

/** Words that there are, numbers that each becomes, and numbers that the network remembers. */
export const VOCABULARY = 2000;
export const EMBEDDING = 32;
export const UNITS = 64;

const KIND = 'bench';

function embedding() {
  return defineParticle({
    kind: `${KIND}/embedding@1`,
    name: 'embedding',
    input: { x: { shape: ['batch', 'time'], dtype: 'int32' } },
    output: { y: { shape: ['batch', 'time', EMBEDDING], dtype: 'float32' } },
    params: {
      table: {
        shape: [VOCABULARY, EMBEDDING],
        initializer: { type: 'uniform', low: -0.05, high: 0.05 },
      },
    },
    run: (_context, { x }, { table }) => ({ outputs: { y: gather(table, x) } }),
  });
}

/** One step of an LSTM (Hochreiter and Schmidhuber 1997), with the weights as Keras has them. */
function lstmCell(units: number) {
  const state = { shape: ['batch', units], dtype: 'float32' } as const;
  return defineParticle({
    kind: `${KIND}/lstmCell@1`,
    name: 'cell',
    input: { x: { shape: ['batch', 'in'], dtype: 'float32' }, h: state, c: state },
    output: { y: state, h: state, c: state },
    params: {
      kernel: { shape: ['in', 4 * units], initializer: 'glorotUniform' },
      recurrentKernel: { shape: [units, 4 * units], initializer: 'glorotUniform' },
      bias: { shape: [4 * units], initializer: 'zeros' },
    },
    run: (_context, { x, h, c }, { kernel, recurrentKernel, bias }) => {
      const fromInput = matMul(x as Tensor2D, kernel as Tensor2D);
      const fromState = matMul(h as Tensor2D, recurrentKernel as Tensor2D);
      const [input, forget, update, output] = split(add(add(fromInput, fromState), bias), 4, 1);
      const kept = mul(sigmoid(forget as Tensor), c);
      const next = add(kept, mul(sigmoid(input as Tensor), tanh(update as Tensor)));
      const y = mul(sigmoid(output as Tensor), tanh(next));
      return { outputs: { y, h: y, c: next } };
    },
  });
}

function lastStep(units: number) {
  return defineParticle({
    kind: `${KIND}/lastStep@1`,
    name: 'last',
    input: { x: { shape: ['batch', 'time', units], dtype: 'float32' } },
    output: { y: { shape: ['batch', units], dtype: 'float32' } },
    run: (_context, { x }) => {
      const [batch = 0, time = 0] = x.shape;
      return { outputs: { y: squeeze(slice(x, [0, time - 1, 0], [batch, 1, units]), [1]) } };
    },
  });
}

/** Tells two kinds of sentences apart: embedding, LSTM, logits. */
export function sentenceClassifier(units: number) {
  return compose(embedding())
    .to(rename('lstm', scan(lstmCell(units))))
    .to(lastStep(units))
    .to(dense({ units: 2, meaning: 'logits', name: 'logits' }));
}
