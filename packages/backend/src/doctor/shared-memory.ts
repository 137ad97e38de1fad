import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const LIMIT = 10_000;

const program = `
const { parentPort, workerData } = require('node:worker_threads');
Atomics.store(new Int32Array(workerData.buffer), 0, 42);
parentPort.postMessage('done');`;

/** Whether a thread can be started that writes to a memory of WebAssembly which this one reads. */
export async function sharesMemory(): Promise<boolean> {
  let worker: Worker | undefined;
  try {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
    worker = new Worker(program, { eval: true, workerData: memory, execArgv: [] });
    await once(worker, 'message', { signal: AbortSignal.timeout(LIMIT) });
    return Atomics.load(new Int32Array(memory.buffer), 0) === 42;
  } catch {
    return false;
  } finally {
    await worker?.terminate();
  }
}
