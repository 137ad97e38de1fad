import assert from 'node:assert/strict';
import { test } from 'node:test';
import '@tensorflow/tfjs-backend-cpu';
import {
  combinatorKinds,
  compose,
  createRegistry,
  fromManifest,
  initialize,
  isParticleError,
  predict,
  toManifest,
} from '@sora-particles/combinator-core';
import { dense, elementaryKinds, input } from '@sora-particles/combinator-core/elementary';
import { tensor1d } from '@tensorflow/tfjs-core';
import { templatePackageKinds, templateParticle } from '../src/index.ts';

// The kit in conformance.test.ts tests what holds for all particles; this is what yours computes. Compare
// it with something independent: a loop, as here, a published value, or another library's result.
test('multiplies each feature by its weight', async () => {
  const particle = templateParticle();
  const x = [
    [1, 2, 3],
    [-4, 0.5, 0],
  ];
  const weights = [2, -1, 0.25];
  const variables = { scale: { value: tensor1d(weights), trainable: true } };
  const answer = await predict(particle, variables, x);
  const expected = x.map((row) => row.map((value, i) => value * (weights[i] ?? NaN)));
  assert.deepEqual(answer.arraySync(), expected);
});

test('leaves everything as it is at first', async () => {
  const particle = templateParticle();
  const variables = initialize(particle, { seed: 1, bindings: { features: 2 } });
  const answer = await predict(particle, variables, [[3, -5]]);
  assert.deepEqual(answer.arraySync(), [[3, -5]]);
});

test('tells what is wrong with its options', () => {
  const refused = (code: 'option-invalid' | 'option-unknown') => (error: unknown) =>
    isParticleError(error, code);
  assert.throws(() => templateParticle({ start: NaN }), refused('option-invalid'));
  assert.throws(() => templateParticle({ begin: 1 } as object), refused('option-unknown'));
});

test('comes back from the manifest of a composition', () => {
  const net = compose(input({ shape: ['batch', 3], dtype: 'float32' }))
    .to(templateParticle({ start: 2 }))
    .to(dense({ units: 1 }));
  const registry = createRegistry([
    ...combinatorKinds,
    ...elementaryKinds,
    ...templatePackageKinds,
  ]);
  const copy = fromManifest(JSON.parse(JSON.stringify(toManifest(net))), registry);
  assert.deepEqual(toManifest(copy), toManifest(net));
});
