import { Control } from './control.ts';
import { work, type WorkerStart } from './worker.ts';

/** What Node and browsers agree on. */
interface Port {
  postMessage(message: unknown): void;
  on?(event: 'message', listener: (message: WorkerStart) => void): void;
  onmessage?: ((event: { readonly data: WorkerStart }) => void) | null;
}

interface Scope {
  readonly process?: {
    getBuiltinModule?(name: string): { readonly parentPort: Port } | undefined;
  };
}

const node = (globalThis as Scope).process?.getBuiltinModule?.('node:worker_threads');
const port = node?.parentPort ?? (globalThis as unknown as Port);

const begin = (start: WorkerStart): void => {
  try {
    work(start, port);
  } catch (error) {
    // Nobody listens to events while a run is under way: the others look at this number.
    const control = new Int32Array(start.memory.buffer, 0, 256);
    Atomics.store(control, Control.failed, 1);
    Atomics.notify(control, Control.passed);
    port.postMessage(error instanceof Error ? error.message : String(error));
  }
};

if (port.on !== undefined) port.on('message', begin);
else
  port.onmessage = ({ data }) => {
    begin(data);
  };
