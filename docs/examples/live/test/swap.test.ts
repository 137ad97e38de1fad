import '@tensorflow/tfjs-backend-cpu';
import {
  disposeVariables,
  freeze,
  initialize,
  type AnyParticle,
} from '@sora-particles/combinator-core';
import { carryVariables } from '@sora-particles/conv-recognizer';
import { memory } from '@tensorflow/tfjs-core';
import { readDrawing } from '../src/digits.ts';
import { assemble, replaceStep, slots } from '../src/page/swap.ts';

const trained: AnyParticle = readDrawing();

const refusal = (code: string) => expect.objectContaining({ code }) as Error;

test('the first choices are what was trained', () => {
  expect(assemble(trained, { conv1: 0, pool1: 0 })).toBe(trained);
  const [scale] = slots;
  expect(replaceStep(trained, 'rescale', scale!.choices[0]!.make).config).toEqual(trained.config);
});

test.each([
  { choices: { pool1: 1 } },
  { choices: { conv1: 1 } },
  { choices: { conv1: 2, pool1: 1 } },
])('$choices fits, and takes the weights over', ({ choices }) => {
  const weights = initialize(trained, { seed: 1 });
  const before = memory().numTensors;
  const changed = assemble(trained, choices);
  expect(Object.keys(changed.params)).toEqual(Object.keys(trained.params));
  const carried = carryVariables(changed, weights, { seed: 2 });
  for (const [path, { value }] of Object.entries(carried)) {
    expect(value.dataSync()).toEqual(weights[path]!.value.dataSync());
  }
  disposeVariables(carried);
  expect(memory().numTensors).toBe(before);
  disposeVariables(weights);
});

test('pixels that are not scaled, or otherwise, are refused', () => {
  for (const rescale of [1, 2]) {
    expect(() => assemble(trained, { rescale })).toThrow(refusal('range-mismatch'));
  }
});

test('a pooling that leaves another size does not fit the weights', () => {
  const weights = initialize(trained, { seed: 1 });
  const changed = assemble(trained, { pool1: 2 });
  expect(() => carryVariables(changed, weights, { seed: 2 })).toThrow(refusal('variable-invalid'));
  disposeVariables(weights);
});

test('freezing a step leaves the paths of the weights, and training leaves its own', () => {
  const frozen = replaceStep(trained, 'conv1', freeze);
  const trainable = Object.entries(frozen.params).filter(([, spec]) => spec.trainable !== false);
  expect(Object.keys(frozen.params)).toEqual(Object.keys(trained.params));
  expect(trainable.map(([path]) => path)).toEqual([
    ...['features/hidden/kernel', 'features/hidden/bias', 'logits/kernel', 'logits/bias'],
  ]);
});
