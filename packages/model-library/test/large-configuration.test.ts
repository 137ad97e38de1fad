import '@tensorflow/tfjs-backend-cpu';
import {
  checkOptions,
  createRegistry,
  defineParticle,
  is,
  isParticleError,
  leafKind,
  optional,
} from '@sora-particles/combinator-core';
import { createLibrary, MANIFEST_LIMITS, memoryStore } from '@sora-particles/model-library';

const KIND = 'test-text/lookUp@1';

/** A particle whose configuration is a vocabulary. */
function lookUp(options: { tokens: readonly string[]; name?: string }) {
  checkOptions('lookUp', options, { tokens: is.arrayOf(is.string), name: optional(is.string) });
  const { tokens, name = 'lookUp' } = options;
  return defineParticle({
    kind: KIND,
    name,
    config: { tokens },
    input: { x: { value: 'text', shape: ['batch'] } },
    output: { y: { value: 'text', shape: ['batch'] } },
    traits: { host: true, differentiable: false },
    run: (_context, { x }) => ({ outputs: { y: x } }),
  });
}

const registry = createRegistry([leafKind(KIND, lookUp)]);
const word = (i: number): string => `word-${i}-é中`;

const library = createLibrary(memoryStore(), { now: () => '2026-11-23T16:00:00Z' });
const save = (tokens: readonly string[]) =>
  library.save('m', { particle: lookUp({ tokens }), variables: {} });

async function refusal(action: () => Promise<unknown>): Promise<unknown> {
  try {
    await action();
  } catch (error) {
    if (isParticleError(error)) return error.code;
    throw error;
  }
  return 'nothing';
}

test('a vocabulary of 100,000 words comes back as it was, within seconds', async () => {
  const tokens = Array.from({ length: 100_000 }, (_, i) => word(i));
  const begin = performance.now();
  await save(tokens);
  const { particle } = await library.load('m', { registry });
  expect(performance.now() - begin).toBeLessThan(10_000);
  expect(particle.config).toEqual({ tokens });
});

test('words that are keys of JavaScript are words like others', async () => {
  const tokens = ['__proto__', 'constructor', 'prototype', 'toString'];
  await save(tokens);
  expect((await library.load('m', { registry })).particle.config).toEqual({ tokens });
});

test('one text of 20 MiB, such as a whole tokenizer, fits', async () => {
  const tokens = ['"'.repeat(10 << 20)];
  await save(tokens);
  expect((await library.load('m', { registry })).particle.config).toEqual({ tokens });
}, 30_000);

test.each([
  ['values', () => Array.from({ length: MANIFEST_LIMITS.maxNodes }, () => 'a')],
  ['bytes', () => ['a'.repeat(MANIFEST_LIMITS.maxBytes)]],
])('more %s than a manifest may have are refused before anything is written', async (_, make) => {
  const before = await library.list();
  expect(await refusal(() => save(make()))).toBe('artefact-too-large');
  expect(await library.list()).toEqual(before);
});
