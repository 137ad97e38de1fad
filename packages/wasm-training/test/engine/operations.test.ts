import { registerGradients } from '@sora-particles/combinator-core';
import * as tf from '@tensorflow/tfjs-core';
import { startWasmEngine, type WasmEngine, wasmEngine } from '../../src/index.ts';
import { expectClose, random, toTensor } from '../support/backends.ts';
import { type OperationCase, operations } from '../support/operations.ts';

const engines: WasmEngine[] = [];

beforeAll(async () => {
  registerGradients();
  await tf.setBackend('cpu');
  engines.push(wasmEngine({ strict: true }));
  for (const workers of [2, 3]) engines.push(await startWasmEngine({ workers, strict: true }));
});

afterAll(() => {
  for (const engine of engines) engine.dispose();
});

/** y = f(x) and the gradients of sum(y c), with random c, by every x. */
function slopes({ f }: OperationCase) {
  return (xs: readonly tf.Tensor[], c: tf.Tensor): tf.Tensor[] => [
    f(...xs),
    ...tf.grads((...inputs: tf.Tensor[]) => tf.sum(tf.mul(f(...inputs), c)))([...xs]),
  ];
}

function inputsOf({ shapes, at, f }: OperationCase, seed: number): [tf.Tensor[], tf.Tensor] {
  const xs = shapes.map((shape, i) => {
    const { values } = random(shape, seed + i);
    return toTensor({ shape, values: at ? values.map(at) : values });
  });
  return [xs, toTensor(random(f(...xs).shape, seed + 9))];
}

test.each(operations)('$of and its gradient, as a plan', (c) => {
  tf.tidy(() => {
    for (const engine of engines) {
      const planned = engine.compile(slopes(c), { name: c.of });
      // Traced with some numbers, used with others, so that nothing of the first may stay.
      for (const seed of [1, 20]) {
        const [xs, weights] = inputsOf(c, seed);
        const got = planned(xs, weights);
        const wanted = slopes(c)(xs, weights);
        expect(got).toHaveLength(wanted.length);
        got.forEach((tensor, i) => {
          const data = { shape: tensor.shape, values: [...tensor.dataSync()] };
          const reference = wanted[i] as tf.Tensor;
          expect(tensor.dtype).toBe(reference.dtype);
          expectClose(
            data,
            { shape: reference.shape, values: [...reference.dataSync()] },
            c.tolerance ?? 1e-5,
          );
        });
      }
      planned.dispose();
    }
  });
});
