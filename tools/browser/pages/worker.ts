/** The page that leaves everything to a worker. */
import type { RunInPage } from '../case.ts';

const worker = new Worker('/in-worker.js', { type: 'module' });
const runInPage: RunInPage = (...request) =>
  new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<{ outcome: unknown; error?: string }>) => {
      if (data.error === undefined) resolve(data.outcome);
      else reject(new Error(data.error));
    };
    worker.onerror = ({ message }) => {
      reject(new Error(message));
    };
    worker.postMessage(request);
  });
Object.assign(globalThis, { runInPage });
