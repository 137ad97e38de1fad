import {
  type AnyParticle,
  chain,
  cloneVariables,
  createModel,
  disposeVariables,
  eagerEngine,
  type Engine,
  isParticleError,
  type Variables,
} from '@sora-particles/combinator-core';
import { softmax } from '@sora-particles/combinator-core/elementary';
import {
  adam,
  categoricalCrossEntropy,
  fit,
  fitEvents,
  type FitOptions,
} from '@sora-particles/optimizer';
import { tensor, type Tensor } from '@tensorflow/tfjs-core';
import { BenchError } from '../bench-error.ts';
import { particleOf } from '../networks/networks.ts';
import type { Problem } from '../networks/problem.ts';
import { answering } from './answers.ts';
import type { Contestant, Session } from './contestant.ts';

/** What Sora Particles runs on. */
export interface Started {
  readonly engine: Engine;
  readonly description: string;
}

/** How Sora Particles is measured. */
export interface SoraOptions {
  /** Starts the backend. */
  readonly start: () => Promise<Started>;
  /** Threads that share each step. Default: the engine as it comes, or op by op without one. */
  readonly workers?: number;
  /** Runs everything op by op, whatever engine the backend comes with. Default false. */
  readonly eager?: boolean;
}

/** Sora Particles as an application uses it: `fit`, and `predict` of a model. */
export function sora({ start, eager = false, workers }: SoraOptions): Contestant {
  let started: Promise<Started> | undefined;
  const begin = async (): Promise<Started> => {
    const { engine, description } = await start();
    if (eager) return { engine: eagerEngine(), description };
    if (engine.name === 'eager')
      throw new BenchError('this backend has no engine but the eager one');
    if (workers === undefined) return { engine, description };
    const shared = await engine.withWorkers?.(workers);
    if (shared === undefined) throw new BenchError('its engine has no threads');
    const threads = `${workers} worker${workers === 1 ? '' : 's'}`;
    return { engine: shared, description: `${threads}, ${description}` };
  };
  const startOnce = () => (started ??= begin());
  return {
    async available() {
      try {
        const { engine, description } = await startOnce();
        return { ok: true, about: `Sora Particles, engine ${engine.name}: ${description}` };
      } catch (error) {
        if (error instanceof BenchError) return { ok: false, why: error.message };
        if (isParticleError(error)) return { ok: false, why: error.summary };
        throw error;
      }
    },
    async open(task, problem) {
      const { engine } = await startOnce();
      const particle = particleOf(task);
      const variables = variablesOf(particle, problem);
      if (task.work === 'infer') {
        return inference(particle, variables, engine, problem, task.batchSize);
      }
      const data = { x: problem.x, y: problem.y };
      const options: FitOptions = {
        ...{ particle, variables, engine, data, batchSize: task.batchSize, seed: 1 },
        ...{ loss: categoricalCrossEntropy(), optimizer: adam(), epochs: 1 },
      };
      return task.work === 'epoch' ? epochs(options) : steps(options);
    },
  };
}

/** Steps of one long run, in the order of the data. */
function steps(options: FitOptions): Session {
  const events = fitEvents({ ...options, epochs: 1_000_000, shuffle: false });
  let loss = NaN;
  return {
    async run() {
      for (;;) {
        const { value, done } = await events.next();
        if (done === true) throw new BenchError('the training ended by itself');
        if (value.type !== 'batchEnd') continue;
        loss = value.loss;
        return;
      }
    },
    check: () => Promise.resolve(loss),
  };
}

function epochs(options: FitOptions): Session {
  let loss = NaN;
  return {
    async run() {
      const { variables, history } = await fit(options);
      loss = history.at(-1)?.loss ?? NaN;
      disposeVariables(variables);
    },
    check: () => Promise.resolve(loss),
  };
}

function inference(
  particle: AnyParticle,
  variables: Variables,
  engine: Engine,
  problem: Problem,
  batchSize: number,
): Session {
  const model = createModel(chain([particle, softmax()]), cloneVariables(variables), { engine });
  return answering(problem, batchSize, async ({ values, shape }) => {
    const batch = tensor(values, [...shape]);
    const answers = (await model.predict(batch, { batchSize })) as Tensor;
    const probabilities = await answers.data();
    batch.dispose();
    answers.dispose();
    return probabilities;
  });
}

function variablesOf(particle: AnyParticle, { weights }: Problem): Variables {
  return Object.fromEntries(
    Object.entries(weights).map(([path, { values, shape }]) => [
      path,
      // A copy: TensorFlow.js may keep the memory that it is given.
      {
        value: tensor(values.slice(), [...shape]),
        trainable: !Object.hasOwn(particle.state, path),
      },
    ]),
  );
}
