import {
  disposeVariables,
  type Engine,
  initialize,
  isParticleError,
} from '@sora-particles/combinator-core';
import {
  accuracy,
  adam,
  fit,
  sparseCategoricalCrossEntropy,
  type FitOptions,
} from '@sora-particles/optimizer';
import { startWasmEngine, wasmEngine } from '@sora-particles/wasm-training';
import { inWorker, type Case } from '../case.ts';
import { findQuarter, quarters } from '../quarters.ts';

/** Training learns the same in a page as in Node. */
export const trainingCases: readonly Case[] = [
  { name: 'training on cpu', backend: 'cpu', tolerance: 1e-6, run: () => learn() },
  { name: 'training on wasm', backend: 'wasm', tolerance: 1e-6, run: () => learn() },
  inWorker({ name: 'training on wasm', backend: 'wasm', tolerance: 1e-6, run: () => learn() }),
  {
    name: 'training on wasm with threads',
    backend: 'wasm',
    page: 'isolated',
    tolerance: 1e-6,
    run: () => learn(),
  },
  {
    name: 'training on wasm as on cpu',
    backend: 'wasm',
    reference: 'cpu',
    tolerance: 1e-5,
    run: () => learn(),
  },
  { name: 'training on the wasm engine', backend: 'wasm', run: learnOnEngine },
  inWorker({ name: 'training on the wasm engine', backend: 'wasm', run: learnOnEngine }),
  {
    name: 'training on the wasm engine with threads',
    backend: 'wasm',
    page: 'isolated',
    run: () => learnOnThreads(2),
  },
  {
    name: 'threads in a page that is not isolated',
    backend: 'wasm',
    expected: 'workers-unavailable',
    run: refuseThreads,
  },
  { name: 'stopping a run from its page', backend: 'cpu', run: stopMidway },
];

/** A run of 4 epochs with 16 batches each, with validation. */
function training(): Omit<FitOptions, 'epochs'> {
  const particle = findQuarter();
  return {
    particle,
    variables: initialize(particle, { seed: 1 }),
    data: quarters(160),
    validationSplit: 0.2,
    loss: sparseCategoricalCrossEntropy(),
    optimizer: adam({ learningRate: 0.02 }),
    metrics: [accuracy()],
    batchSize: 8,
    seed: 4,
    donate: true,
  };
}

/** The same bits in Node and in browsers: the kernels are ours, and so is their order. */
function learnOnEngine(): Promise<unknown> {
  return learn(wasmEngine({ strict: true }));
}

/** In Node and in a browser, on workers of either sort. */
async function learnOnThreads(workers: number): Promise<unknown> {
  return learn(await startWasmEngine({ workers, strict: true }));
}

/** Without isolation there is an error that says what to do. In Node there is nothing to refuse. */
async function refuseThreads(): Promise<unknown> {
  try {
    const engine = await startWasmEngine({ workers: 2 });
    engine.dispose();
    return 'started';
  } catch (error) {
    if (isParticleError(error)) return error.code;
    throw error;
  }
}

async function learn(engine?: Engine): Promise<unknown> {
  const losses: number[] = [];
  const { variables, history } = await fit({
    ...training(),
    ...(engine && { engine }),
    epochs: 4,
    onEvent: (event) => event.type === 'batchEnd' && losses.push(event.loss),
  });
  disposeVariables(variables);
  engine?.dispose();
  const learned = history.at(-1)?.['val_accuracy'] ?? 0;
  if (learned < 0.9) throw new Error(`it learns nothing: accuracy ${String(learned)}`);
  return { losses, history };
}

/** The page goes on living while it trains: its timers run, and may stop the run. */
async function stopMidway(): Promise<unknown> {
  const controller = new AbortController();
  let turns = 0;
  const timer = setInterval(() => {
    turns++;
    if (turns === 3) controller.abort();
  }, 20);
  const { variables, stopReason } = await fit({
    ...training(),
    epochs: 1e6,
    signal: controller.signal,
  });
  clearInterval(timer);
  disposeVariables(variables);
  return { stopReason, turns };
}
