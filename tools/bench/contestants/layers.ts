import { type SelectBackendOptions, selectBackend } from '@sora-particles/backend';
import { isParticleError } from '@sora-particles/combinator-core';
import { type Scalar, setBackend, tensor, type Tensor } from '@tensorflow/tfjs-core';
import { Callback, type LayersModel, version_layers } from '@tensorflow/tfjs-layers';
import { BenchError } from '../bench-error.ts';
import type { Problem } from '../networks/problem.ts';
import { answering } from './answers.ts';
import type { Contestant, Session } from './contestant.ts';
import { layersModel } from './layers-networks.ts';

/**
 * tfjs-layers as its users use it: `model.fit` and `model.predict`. It yields to the event loop never
 * rather than by the frame, which is its fastest. On wasm it predicts with the stock kernels, and trains
 * with those of wasm-training, as it could not without.
 */
export function layers(prefer: NonNullable<SelectBackendOptions['prefer']>): Contestant {
  return {
    async available() {
      try {
        const { description } = await selectBackend({ prefer });
        return { ok: true, about: `tfjs-layers ${version_layers}: ${description}` };
      } catch (error) {
        if (isParticleError(error)) return { ok: false, why: error.summary };
        throw error;
      }
    },
    async open(task, problem) {
      if (prefer === 'wasm' && task.work === 'infer') await startStockWasm();
      else await selectBackend({ prefer });
      const model = layersModel(task, problem);
      if (task.work === 'infer') return inference(model, problem, task.batchSize);
      const make = task.work === 'epoch' ? epochs : steps;
      return make(() => layersModel(task, problem), problem, task.batchSize);
    },
  };
}

async function startStockWasm(): Promise<void> {
  await import('@tensorflow/tfjs-backend-wasm');
  await setBackend('wasm');
}

type Make = () => LayersModel;

function steps(make: Make, problem: Problem, batchSize: number): Session {
  const model = compiled(make());
  const { x, y } = tensorsOf(problem);
  const gate = new Gate();
  const options = { batchSize, epochs: 1_000_000, shuffle: false, verbose: 0 } as const;
  const training = gate
    .pass()
    .then(() => model.fit(x, y, { ...options, yieldEvery: 'never', callbacks: [gate] }));
  return {
    run: () => Promise.race([gate.open(), training.then(endedByItself)]),
    check: () => Promise.resolve(gate.loss),
  };
}

function endedByItself(): never {
  throw new BenchError('the training ended by itself');
}

/** Holds a training up after each batch until it is let go on. */
class Gate extends Callback {
  private letGo: () => void = () => undefined;
  private passed: () => void = () => undefined;
  private last: Scalar | undefined;

  /** Waits to be let go on. */
  pass(): Promise<void> {
    this.passed();
    return new Promise((resolve) => {
      this.letGo = resolve;
    });
  }

  /** Lets it go on, until it waits again. */
  open(): Promise<void> {
    return new Promise((resolve) => {
      this.passed = resolve;
      this.letGo();
    });
  }

  /** The loss of the last batch. */
  get loss(): number {
    return this.last?.dataSync()[0] ?? NaN;
  }

  override async onBatchEnd(_batch: number, logs?: Record<string, unknown>): Promise<void> {
    this.last = logs?.['loss'] as Scalar;
    await this.pass();
  }
}

function epochs(make: Make, problem: Problem, batchSize: number): Session {
  const { x, y } = tensorsOf(problem);
  let loss = NaN;
  return {
    async run() {
      const model = compiled(make());
      const options = { batchSize, epochs: 1, verbose: 0, yieldEvery: 'never' } as const;
      const { history } = await model.fit(x, y, options);
      loss = Number(history['loss']?.at(-1));
      model.dispose();
    },
    check: () => Promise.resolve(loss),
  };
}

function compiled(model: LayersModel): LayersModel {
  model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy' });
  return model;
}

function tensorsOf({ x, y }: Problem): { readonly x: Tensor; readonly y: Tensor } {
  return { x: tensor(x.values, [...x.shape]), y: tensor(y.values, [...y.shape]) };
}

function inference(model: LayersModel, problem: Problem, batchSize: number): Session {
  return answering(problem, batchSize, async ({ values, shape }) => {
    const batch = tensor(values, [...shape]);
    const answers = model.predict(batch, { batchSize }) as Tensor;
    const probabilities = await answers.data();
    batch.dispose();
    answers.dispose();
    return probabilities;
  });
}
