import '@tensorflow/tfjs-backend-cpu';
import { ones, type Tensor } from '@tensorflow/tfjs-core';
import { dense } from '../src/elementary/index.ts';
import { eagerEngine } from '../src/engines/eager.ts';
import { initialize } from '../src/initialize.ts';
import { createModel } from '../src/model.ts';
import { predict } from '../src/predict.ts';
import { errorOf } from './support/errors.ts';
import { expectNoLeak } from './support/leaks.ts';
import { recognizer } from './support/particles.ts';

const layer = dense({ units: 2 });
const make = () => createModel(layer, initialize(layer, { seed: 1, bindings: { in: 3 } }));
const bytes = Uint8Array.of(1, 2, 3);

describe('createModel', () => {
  it('predicts as predict does', async () => {
    const particle = recognizer();
    const variables = initialize(particle, { seed: 1 });
    const model = createModel(particle, variables);
    expect(await model.predict(bytes)).toEqual(await predict(particle, variables, bytes));
    expect(await model.predict([bytes, bytes])).toHaveLength(2);
    expect([model.particle, model.variables]).toEqual([particle, variables]);
    model.dispose();
  });

  it('owns the variables and releases them once', () =>
    expectNoLeak(async () => {
      const model = make();
      const y = await model.predict([[1, 2, 3]]);
      expect(y.shape).toEqual([1, 2]);
      y.dispose();
      model.dispose();
      model.dispose();
    }));

  it('is released by `using`', () => {
    const model = make();
    model[Symbol.dispose]();
    expect(model.variables['kernel']!.value.isDisposed).toBe(true);
  });

  it('refuses to predict after it has been disposed of', async () => {
    const model = make();
    model.dispose();
    await errorOf(() => model.predict([[1, 2, 3]]), 'disposed');
  });

  it('stops what is still running when it is disposed of, and leaks nothing', () =>
    expectNoLeak(async () => {
      const particle = recognizer();
      const model = createModel(particle, initialize(particle, { seed: 1 }));
      const stopped = errorOf(() => model.predict([bytes]), 'disposed');
      await Promise.resolve();
      model.dispose();
      await stopped;
    }));

  it('refuses variables that do not fit, and options that it does not have', async () => {
    await errorOf(() => createModel(layer, {}), 'variable-missing');
    const variables = initialize(layer, { seed: 1, bindings: { in: 3 } });
    await errorOf(
      () => createModel(layer, variables, { backend: 'cpu' } as object),
      'option-unknown',
    );
  });

  it('keeps the engine of the caller running', async () => {
    const engine = eagerEngine();
    const variables = initialize(layer, { seed: 1, bindings: { in: 3 } });
    const model = createModel(layer, variables, { engine });
    model.dispose();
    expect(engine.compile((x: Tensor) => x)(ones([1])).shape).toEqual([1]);
    await errorOf(() => model.predict(ones([1, 3]), { batchSize: -1 }), 'option-invalid');
  });

  it('takes several predictions at once', async () => {
    const model = make();
    const results = (await Promise.all(
      [1, 2, 3].map((count) => model.predict(ones([count, 3]), { batchSize: 1 })),
    )) as Tensor[];
    expect(results.map(({ shape }) => shape)).toEqual([
      [1, 2],
      [2, 2],
      [3, 2],
    ]);
    model.dispose();
  });
});
