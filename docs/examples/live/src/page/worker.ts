/** Retrains the last layers of a network, beside the page, which goes on living. */
import {
  disposeVariables,
  freeze,
  fromManifest,
  type Engine,
} from '@sora-particles/combinator-core';
import { carryVariables } from '@sora-particles/conv-recognizer';
import { adam, fit, sparseCategoricalCrossEntropy } from '@sora-particles/optimizer';
import { liveRegistry } from '../digits.ts';
import { fetchBytes } from './fetch-bytes.ts';
import type { Report, Request } from './messages.ts';
import { mixWithRehearsal } from './rehearsal.ts';
import { startBackend } from './start.ts';
import { replaceStep } from './swap.ts';
import { fromSent, toSent } from './weights.ts';
import { inWords } from './words.ts';

const EPOCHS = 6;
const BATCH = 32;

type TrainRequest = Extract<Request, { type: 'train' }>;

const report = (message: Report) => {
  postMessage(message);
};
let running: AbortController | undefined;
let started: Promise<{ engine: Engine; rehearsal: Uint8Array }> | undefined;

addEventListener('message', ({ data }: MessageEvent<Request>) => {
  if (data.type === 'stop') running?.abort();
  else {
    train(data).catch((error: unknown) => {
      report({ type: 'failed', message: inWords(error) });
    });
  }
});

async function train({ particle: manifest, weights, drawings }: TrainRequest): Promise<void> {
  running = new AbortController();
  started ??= start().catch((error: unknown) => {
    started = undefined; // The next run tries again.
    throw error;
  });
  const { engine, rehearsal } = await started;
  const particle = replaceStep(fromManifest(manifest, liveRegistry()), 'conv1', freeze);
  const sent = fromSent(weights);
  const carried = carryVariables(particle, sent, { seed: 1 });
  disposeVariables(sent);
  const data = mixWithRehearsal(drawings, rehearsal);
  report({ type: 'started', steps: EPOCHS * Math.ceil(data.y.length / BATCH) });
  const { variables, stopReason } = await fit({
    particle,
    variables: carried,
    data,
    loss: sparseCategoricalCrossEntropy(),
    optimizer: adam(),
    epochs: EPOCHS,
    batchSize: BATCH,
    seed: 1,
    signal: running.signal,
    engine,
    donate: true,
    onEvent: (event) => {
      if (event.type === 'batchEnd') report({ type: 'step', loss: event.loss });
    },
  });
  report({ type: 'done', weights: await toSent(variables), isStopped: stopReason === 'aborted' });
  disposeVariables(variables);
}

async function start() {
  const [{ engine }, rehearsal] = await Promise.all([startBackend(), fetchBytes('rehearsal.bin')]);
  return { engine, rehearsal };
}
