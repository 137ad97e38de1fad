import {
  type AnyParticle,
  createModel,
  eagerEngine,
  initialize,
  predict,
} from '@sora-particles/combinator-core';
import { graphEngine } from '@sora-particles/graph-engine';
import { adam } from '@sora-particles/optimizer';
import { embedding } from '@sora-particles/rnn-text';
import { memory, tensor } from '@tensorflow/tfjs-core';
import { selectBackend } from '../../src/index.ts';
import {
  expectClose,
  networks,
  optimizers,
  textNetworks,
  texts,
  train,
} from '../support/training.ts';

// Networks are trained: that takes its time on a busy machine.
jest.setTimeout(60_000);

test('selectBackend gives the graph engine where the backend is native', async () => {
  const { name, engine } = await selectBackend();
  expect([name, engine.name]).toEqual(['tensorflow', 'graph']);
});

describe('training on the graph engine', () => {
  beforeAll(() => selectBackend());

  it.each(Object.entries(networks))('goes as step by step: %s', async (name, make) => {
    const engine = graphEngine({ strict: true });
    const particle = make();
    const [epochs, tolerance] = name === 'mobileNet blocks' ? [1, 1e-3] : [4, 2e-4];
    const traced = await train(particle, adam(), engine, epochs);
    expectClose(traced, await train(particle, adam(), eagerEngine(), epochs), tolerance);
    engine.dispose();
  });

  it.each(Object.entries(textNetworks))('goes as step by step: %s', async (_name, make) => {
    const engine = graphEngine({ strict: true });
    const particle = make();
    const traced = await train(particle, adam(), engine, 4, texts);
    expectClose(traced, await train(particle, adam(), eagerEngine(), 4, texts), 2e-4);
    engine.dispose();
  });

  it('refuses ids that an embedding does not hold, eagerly and as a graph', async () => {
    const particle = embedding({ inputSize: 4, units: 2 });
    const variables = initialize(particle, { seed: 1 });
    const wrong = tensor([[3, 4]], undefined, 'int32');
    await expect(predict(particle, variables, wrong)).rejects.toMatchObject({
      code: 'value-out-of-range',
      found: '4',
    });
    const model = createModel(particle, variables, { engine: graphEngine({ strict: true }) });
    const answer = await model.predict(tensor([[3, 0]], undefined, 'int32'));
    expect(answer.shape).toEqual([1, 2, 2]);
    await expect(model.predict(wrong)).rejects.toMatchObject({
      code: 'value-out-of-range',
      found: '4',
    });
    model.dispose();
  });

  it.each(Object.entries(optimizers))('goes as step by step, 210 of them: %s', async (_, make) => {
    const engine = graphEngine({ strict: true });
    const particle = networks['dense']?.() as AnyParticle;
    const traced = await train(particle, make(), engine, 70);
    expectClose(traced, await train(particle, make(), eagerEngine(), 70), 1e-4);
    engine.dispose();
  });

  it('gives the same bits for the same seed, and leaves no tensor behind', async () => {
    const particle = networks['dropout and normalisations']?.() as AnyParticle;
    const engine = graphEngine();
    const first = await train(particle, adam(), engine);
    const before = memory().numTensors;
    expect(await train(particle, adam(), engine)).toEqual(first);
    expect(memory().numTensors).toBe(before);
    engine.dispose();
  });
});
