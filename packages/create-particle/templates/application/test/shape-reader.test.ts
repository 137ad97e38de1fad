import assert from 'node:assert/strict';
import { test } from 'node:test';
import { selectBackend } from '@sora-particles/backend';
import { disposeVariables, predict } from '@sora-particles/combinator-core';
import { createLibrary, memoryStore } from '@sora-particles/model-library';
import { loadExamples } from '../src/data.ts';
import { learn } from '../src/learn.ts';
import { MODEL, shapeRegistry } from '../src/shape-reader.ts';

test('learns the shapes, and answers the same after it was saved and loaded', async () => {
  const { engine } = await selectBackend({ prefer: 'cpu' });
  const examples = await loadExamples('data');
  const { particle, variables, accuracy } = await learn({ ...examples, engine, epochs: 40 });
  // A third is what guessing gives.
  assert.ok(accuracy > 0.7, `only ${accuracy} right`);

  const before = await predict(particle, variables, examples.test.x);
  const library = createLibrary(memoryStore());
  await library.save(MODEL, { particle, variables });
  const loaded = await library.load(MODEL, { registry: shapeRegistry() });
  const after = await predict(loaded.particle, loaded.variables, examples.test.x);
  assert.deepEqual(after, before);
  disposeVariables(variables);
  disposeVariables(loaded.variables);
  engine.dispose();
});
