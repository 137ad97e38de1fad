import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { chain, initialize } from '@sora-particles/combinator-core';
import { dense, input, relu } from '@sora-particles/combinator-core/elementary';
import { createLibrary } from '@sora-particles/model-library';
import { fileStore } from '@sora-particles/model-library/node';
import { numbersOf, registry } from './support/model.ts';

/**
 * Artefacts as released versions wrote them, which must load for ever. Those of a format that has been
 * published are never written again; before that, `SORA_WRITE_GOLDEN=1` does.
 */
const folder = join(__dirname, 'golden', 'format-1');
const library = createLibrary(fileStore(folder), { now: () => '2026-11-23T16:00:00.000Z' });

const model = chain([
  input({ shape: ['batch', 3], dtype: 'float32' }),
  dense({ units: 2, kernelInitializer: { type: 'constant', value: 0.5 }, name: 'hidden' }),
  relu(),
  dense({ units: 1, kernelInitializer: { type: 'constant', value: -0.25 }, name: 'output' }),
]);
const variables = initialize(model, { seed: 1 });

beforeAll(async () => {
  if (process.env['SORA_WRITE_GOLDEN'] !== '1') return;
  rmSync(folder, { recursive: true, force: true });
  await library.save('small', { particle: model, variables, card: { license: 'Apache-2.0' } });
  for (const name of ['.locks', '.drafts']) {
    rmSync(join(folder, name), { recursive: true, force: true });
  }
});

test('an artefact of format 1 loads', async () => {
  const loaded = await library.load('small', { registry });
  expect(loaded.version).toBe(1);
  expect(loaded.card).toMatchObject({ name: 'small', license: 'Apache-2.0' });
  expect(numbersOf(loaded.variables)).toEqual(numbersOf(variables));
  expect(loaded.particle.children.map(({ name }) => name)).toEqual(
    model.children.map(({ name }) => name),
  );
  expect(await library.verify('small', { registry })).toEqual([{ version: 1, status: 'intact' }]);
});
