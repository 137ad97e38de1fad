/** Trains in this process, then in a worker of it, and writes what came out as a line of JSON each. */
import '@tensorflow/tfjs-backend-cpu';
import { fit } from '@sora-particles/optimizer';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { problem, valuesOf } from './problem.ts';

const { variables, history } = await fit(problem());
const found = JSON.stringify({ weights: valuesOf(variables), history });
if (isMainThread) {
  console.log(found);
  // A worker does not take over the loader of the process that makes it.
  const start = `import('tsx/esm/api').then(({ register }) => {
    register();
    return import(${JSON.stringify(import.meta.url)});
  });`;
  const execArgv = ['--conditions=@sora-particles/source'];
  new Worker(start, { eval: true, execArgv }).once('message', (line: string) => {
    console.log(line);
  });
} else {
  parentPort?.postMessage(found);
}
