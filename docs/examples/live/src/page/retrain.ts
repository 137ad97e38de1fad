import { toManifest } from '@sora-particles/combinator-core';
import type { LabelledDrawing, Report, Request } from './messages.ts';
import type { Network } from './network.ts';
import { fromSent, toSent } from './weights.ts';

/** What is heard of a run. */
interface RunListener {
  readonly onStart: (steps: number) => void;
  readonly onStep: (loss: number) => void;
}

/** Trains the network in a worker. */
export interface Trainer {
  /**
   * Retrains the last layers, and gives the network what came out.
   *
   * @returns Whether the run was stopped before its end; what it had learnt by then is kept.
   */
  train(drawings: readonly LabelledDrawing[], listener: RunListener): Promise<boolean>;
  stop(): void;
}

/** Starts the worker of the page. */
export function createTrainer(network: Network): Trainer {
  const worker = new Worker('worker.js', { type: 'module' });
  const ask = (request: Request) => {
    worker.postMessage(request);
  };
  return {
    async train(drawings, { onStart, onStep }) {
      const weights = await toSent(network.variables);
      const done = new Promise<Extract<Report, { type: 'done' }>>((resolve, reject) => {
        worker.onerror = ({ message }) => {
          reject(new Error(message === '' ? 'the worker does not start' : message));
        };
        worker.onmessage = ({ data }: MessageEvent<Report>) => {
          if (data.type === 'started') onStart(data.steps);
          else if (data.type === 'step') onStep(data.loss);
          else if (data.type === 'failed') reject(new Error(data.message));
          else resolve(data);
        };
      });
      ask({ type: 'train', particle: toManifest(network.particle), weights, drawings });
      const { weights: learned, isStopped } = await done;
      await network.learn(fromSent(learned));
      return isStopped;
    },
    stop() {
      ask({ type: 'stop' });
    },
  };
}
