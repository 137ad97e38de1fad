import '@tensorflow/tfjs-backend-cpu';
import {
  compose,
  disposeVariables,
  eagerEngine,
  initialize,
  type Engine,
} from '@sora-particles/combinator-core';
import { dense, input } from '@sora-particles/combinator-core/elementary';
import { fit, meanSquaredError, sgd } from '@sora-particles/optimizer';

const particle = compose(input({ shape: ['batch', 1], dtype: 'float32' })).to(dense({ units: 1 }));

function run(options: { engine?: Engine; workers?: number }) {
  const variables = initialize(particle, { seed: 1 });
  return fit({
    particle,
    variables,
    data: { x: [[0], [1]], y: [1, 3] },
    loss: meanSquaredError(),
    optimizer: sgd(),
    epochs: 1,
    seed: 1,
    donate: true,
    ...options,
  });
}

describe("fit's workers", () => {
  it('run on an engine with as many, which is let go of at the end', async () => {
    const log: string[] = [];
    const shared: Engine = {
      ...eagerEngine(),
      withWorkers: (workers) => {
        log.push(`starts ${workers}`);
        const eager = eagerEngine();
        return Promise.resolve({
          ...eager,
          dispose() {
            log.push('ends');
          },
        });
      },
    };
    disposeVariables((await run({ engine: shared, workers: 3 })).variables);
    expect(log).toEqual(['starts 3', 'ends']);
  });

  it('are ended when the run fails', async () => {
    const log: string[] = [];
    const failing: Engine = {
      ...eagerEngine(),
      withWorkers: () =>
        Promise.resolve({
          name: 'failing',
          compile: () =>
            Object.assign(
              () => {
                throw new Error('a worker is gone');
              },
              { dispose: () => undefined },
            ),
          dispose() {
            log.push('ends');
          },
        }),
    };
    await expect(run({ engine: failing, workers: 2 })).rejects.toThrow('a worker is gone');
    expect(log).toEqual(['ends']);
  });

  it('are refused by an engine that has none, unless it is one', async () => {
    await expect(run({ workers: 2 })).rejects.toMatchObject({
      code: 'option-invalid',
      path: 'fit.workers',
      found: '2',
    });
    disposeVariables((await run({ workers: 1 })).variables);
  });

  it.each([0, -1, 1.5, NaN])('are a positive whole number: %s', async (workers) => {
    await expect(run({ workers })).rejects.toMatchObject({ code: 'option-invalid' });
  });
});
