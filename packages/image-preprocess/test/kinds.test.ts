import '@tensorflow/tfjs-backend-cpu';
import { createRegistry, fromManifest, toManifest } from '@sora-particles/combinator-core';
import { imagePreprocessKinds } from '../src/index.ts';
import { examples } from './support/examples.ts';
import { failure } from './support/run.ts';

const registry = createRegistry(imagePreprocessKinds);

test('every kind has an example', () => {
  expect(examples.map(({ kind }) => kind).sort()).toEqual(registry.kinds);
});

test.each(examples.map((particle) => ({ particle })))(
  '$particle.kind is made again from JSON',
  ({ particle }) => {
    const manifest: unknown = JSON.parse(JSON.stringify(toManifest(particle)));
    const again = fromManifest(manifest, registry);
    const { run: _run, ...description } = again;
    expect(description).toEqual({ ...particle, run: undefined });
    expect(again.config).toEqual(particle.config);
  },
);

test.each(examples.map((particle) => ({ particle })))(
  '$particle.kind refuses a configuration with more in it',
  ({ particle }) => {
    const config = { ...particle.config, more: 1 };
    const make = () => registry.get(particle.kind).create(config, [], particle.name);
    expect(failure(make).code).toBe('option-unknown');
  },
);

test.each(examples.map((particle) => ({ particle })))(
  '$particle.kind and everything in it is frozen',
  ({ particle }) => {
    expect(Object.isFrozen(particle)).toBe(true);
    expect(Object.isFrozen(particle.config)).toBe(true);
    expect(Object.isFrozen(particle.input.x)).toBe(true);
  },
);
