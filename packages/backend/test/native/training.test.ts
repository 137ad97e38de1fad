import { compose, disposeVariables, initialize } from '@sora-particles/combinator-core';
import { input } from '@sora-particles/combinator-core/elementary';
import { digitsRecognizer } from '@sora-particles/conv-recognizer';
import { adam, fit, sparseCategoricalCrossEntropy } from '@sora-particles/optimizer';
import { selectBackend } from '../../src/index.ts';

const COUNT = 12;
const x = {
  values: Float32Array.from({ length: COUNT * 28 * 28 }, (_, i) => ((i * 7919) % 997) / 997),
  shape: [COUNT, 28, 28, 1],
};
const y = Array.from({ length: COUNT }, (_, i) => (i * i) % 10);

/** Losses of two epochs of the digits network, and its weights afterwards. */
async function train(backend: string): Promise<{ losses: number[]; weights: number[][] }> {
  const { name, engine } = await selectBackend({ prefer: backend });
  expect(name).toBe(backend);
  const image = input({ shape: ['batch', 28, 28, 1], dtype: 'float32', range: [0, 1] });
  const particle = compose(image).to(digitsRecognizer());
  const losses: number[] = [];
  const { variables } = await fit({
    particle,
    variables: initialize(particle, { seed: 3 }),
    data: { x, y },
    loss: sparseCategoricalCrossEntropy(),
    optimizer: adam({ learningRate: 1e-3 }),
    engine,
    epochs: 2,
    batchSize: 4,
    seed: 5,
    onEvent: (event) => {
      if (event.type === 'batchEnd') losses.push(event.loss);
    },
  });
  const weights = Object.values(variables).map(({ value }) => [...value.dataSync()]);
  disposeVariables(variables);
  return { losses, weights };
}

test('the digits network trains as on the cpu backend', async () => {
  const native = await train('tensorflow');
  const cpu = await train('cpu');
  expect(native.losses.length).toBe(6);
  expect(native.losses.at(-1)).toBeLessThan(native.losses[0] ?? 0);
  native.losses.forEach((loss, i) => {
    expect(loss).toBeCloseTo(cpu.losses[i] ?? NaN, 4);
  });
  // Adam turns a gradient that is all but zero into a whole step, with the sign of the rounding error.
  native.weights.forEach((values, i) => {
    const apart = values.map((value, j) => Math.abs(value - (cpu.weights[i]?.[j] ?? NaN)));
    const mean = apart.reduce((sum, one) => sum + one, 0) / apart.length;
    expect(mean).toBeLessThan(1e-5);
  });
}, 120_000);
