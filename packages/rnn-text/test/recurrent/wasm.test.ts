import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import {
  apply,
  initialize,
  type AnyParticle,
  type TensorRecord,
} from '@sora-particles/combinator-core';
import { bidirectional, gru, lstm } from '@sora-particles/rnn-text';
import { ones, ready, setBackend, tensor, tidy, type Tensor } from '@tensorflow/tfjs-core';
import { pattern } from '../support/pattern.ts';

/** What a particle gives on a backend, as numbers. */
async function outcome(
  backend: 'cpu' | 'wasm',
  particle: AnyParticle,
  inputs: () => TensorRecord,
): Promise<Readonly<Record<string, { shape: readonly number[]; values: readonly number[] }>>> {
  await setBackend(backend);
  await ready();
  return tidy(() => {
    const variables = initialize(particle, { seed: 1, bindings: { in: 3 } });
    const outputs = apply(particle, variables, inputs()).outputs as Readonly<
      Record<string, Tensor>
    >;
    return Object.fromEntries(
      Object.entries(outputs).map(([port, output]) => [
        port,
        { shape: output.shape, values: [...output.dataSync()] },
      ]),
    );
  });
}

const all = { units: 4, returnSequences: true, returnState: true } as const;

describe.each<[string, AnyParticle]>([
  ['lstm', lstm(all)],
  ['gru, backwards', gru({ ...all, goBackwards: true })],
  ['gru as published', gru({ ...all, resetAfter: false })],
  ['bidirectional', bidirectional(lstm(all))],
])('on the stock wasm backend as on cpu: %s', (_name, particle) => {
  test.each<[string, () => TensorRecord]>([
    [
      'with masks',
      () => ({
        x: pattern('x', [3, 5, 3]),
        mask: tensor(
          [
            [1, 1, 1, 1, 1],
            [1, 1, 0, 0, 0],
            [0, 0, 0, 0, 0],
          ],
          [3, 5],
          'bool',
        ),
      }),
    ],
    ['one step', () => ({ x: pattern('x', [2, 1, 3]), mask: ones([2, 1], 'bool') })],
    ['an empty batch', () => ({ x: pattern('x', [0, 3, 3]), mask: ones([0, 3], 'bool') })],
  ])('%s', async (_title, inputs) => {
    const wanted = await outcome('cpu', particle, inputs);
    // Again and again: what writes past the end of its output shows only later.
    for (let i = 0; i < 20; i++) {
      const got = await outcome('wasm', particle, inputs);
      for (const [port, { shape, values }] of Object.entries(wanted)) {
        expect(got[port]?.shape).toEqual(shape);
        values.forEach((value, k) => {
          expect(got[port]?.values[k]).toBeCloseTo(value, 5);
        });
      }
    }
  });
});
