import {
  type AnyParticle,
  compose,
  createModel,
  eagerEngine,
  initialize,
} from '@sora-particles/combinator-core';
import { input, softmax } from '@sora-particles/combinator-core/elementary';
import { digitsRecognizer } from '@sora-particles/conv-recognizer';
import { accuracy, adam, evaluate, sparseCategoricalCrossEntropy } from '@sora-particles/optimizer';
import { embedding } from '@sora-particles/rnn-text';
import { startWasmEngine, wasmEngine } from '@sora-particles/wasm-training';
import { memory, tensor } from '@tensorflow/tfjs-core';
import { selectBackend } from '../src/index.ts';
import {
  expectClose,
  networks,
  optimizers,
  textNetworks,
  texts,
  train,
} from './support/training.ts';

// Networks are trained: that takes its time on a busy machine.
jest.setTimeout(60_000);

beforeAll(async () => {
  await selectBackend({ prefer: 'wasm' });
});

describe('training on the wasm engine', () => {
  it.each(Object.entries(networks))('goes as step by step: %s', async (name, make) => {
    const engine = wasmEngine({ strict: true });
    const particle = make();
    // A deep one takes small differences far: step by step, cpu and wasm differ by 9e-4 after three.
    const [epochs, tolerance] = name === 'mobileNet blocks' ? [1, 1e-3] : [4, 2e-4];
    const planned = await train(particle, adam(), engine, epochs);
    expectClose(planned, await train(particle, adam(), eagerEngine(), epochs), tolerance);
    engine.dispose();
  });

  it.each(Object.entries(textNetworks))('goes as step by step: %s', async (_name, make) => {
    const engine = wasmEngine({ strict: true });
    const particle = make();
    const planned = await train(particle, adam(), engine, 4, texts);
    expectClose(planned, await train(particle, adam(), eagerEngine(), 4, texts), 2e-4);
    engine.dispose();
  });

  it('refuses ids that an embedding does not hold', async () => {
    const particle = embedding({ inputSize: 4, units: 2 });
    const variables = initialize(particle, { seed: 1 });
    const model = createModel(particle, variables, { engine: wasmEngine({ strict: true }) });
    const shapes = [
      [
        [0, 1],
        [3, 2],
      ],
      [
        [0, 1],
        [3, 4],
      ],
    ];
    const answer = await model.predict(tensor(shapes[0] as number[][], [2, 2], 'int32'));
    expect(answer.shape).toEqual([2, 2, 2]);
    await expect(
      model.predict(tensor(shapes[1] as number[][], [2, 2], 'int32')),
    ).rejects.toMatchObject({ code: 'value-out-of-range', found: '4' });
    model.dispose();
  });

  it.each(Object.entries(optimizers))('goes as step by step: %s', async (_, make) => {
    const engine = wasmEngine({ strict: true });
    const particle = networks['dense']?.() as AnyParticle;
    const planned = await train(particle, make(), engine, 70); // 210 steps
    const eager = await train(particle, make(), eagerEngine(), 70);
    expectClose(planned, eager, 2e-4);
    for (const [path, numbers] of Object.entries(planned.numbers)) {
      const greatest = Math.max(...numbers.map(Math.abs), 1e-3);
      numbers.forEach((number, i) => {
        const error = Math.abs(number - (eager.numbers[path]?.[i] as number));
        expect(error / greatest).toBeLessThan(2e-3);
      });
    }
    engine.dispose();
  });

  it('gives the same bits for the same seed, and for any number of threads', async () => {
    const particle = networks['convolution and pooling']?.() as AnyParticle;
    const one = await train(particle, adam(), wasmEngine());
    expect(await train(particle, adam(), wasmEngine())).toEqual(one);
    for (const workers of [2, 3]) {
      const engine = await startWasmEngine({ workers });
      expect(await train(particle, adam(), engine)).toEqual(one);
      engine.dispose();
    }
  });

  it('leaves no tensor behind', async () => {
    const particle = networks['dropout and normalisations']?.() as AnyParticle;
    const engine = wasmEngine();
    await train(particle, adam(), engine, 1);
    const before = memory().numTensors;
    await train(particle, adam(), engine, 2);
    expect(memory().numTensors).toBe(before);
    engine.dispose();
  });
});

describe('the engine that selectBackend gives', () => {
  it('is the default of fit, evaluate and models, with as many workers as asked for', async () => {
    const { engine } = await selectBackend({ prefer: 'wasm', workers: 2 });
    expect(engine).toMatchObject({ name: 'wasm', workers: 2 });
    const digits = compose(input({ shape: ['batch', 28, 28, 1], dtype: 'float32', range: [0, 1] }))
      .to(digitsRecognizer())
      .to(softmax());
    const variables = initialize(digits, { seed: 1 });
    const data = {
      x: { values: new Float32Array(8 * 784).fill(0.5), shape: [8, 28, 28, 1] },
      y: [0, 1, 2, 3, 4, 5, 6, 7],
    };
    const figures = await evaluate({
      particle: digits,
      variables,
      data,
      loss: sparseCategoricalCrossEntropy(),
      metrics: [accuracy()],
    });
    expect(Number.isFinite(figures.loss)).toBe(true);
    const model = createModel(digits, variables);
    const answer = await model.predict(
      Array.from({ length: 28 }, () => Array.from({ length: 28 }, () => [0.5])),
    );
    expect(answer.shape).toEqual([10]);
    answer.dispose();
    model.dispose();
    engine.dispose();
  });
});
