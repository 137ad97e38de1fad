/**
 * What a worker runs. tools/wasm bundles this file into a text, so that it starts from there in Node and
 * in browsers alike, with no file to be found.
 */
import type { KernelExports } from '../generated/kernels.ts';
import { Control, meet, Order, type Patience, waitForChange } from './control.ts';
import { type Program, prepareRunner, type Runner } from './program.ts';

/** What a worker is sent first. */
export interface WorkerStart {
  readonly memory: WebAssembly.Memory;
  readonly module: WebAssembly.Module;
  readonly index: number;
  readonly count: number;
}

interface Port {
  postMessage(message: unknown): void;
}

/** Workers sleep as long as it takes: it is the engine that ends them. */
const patience: Patience = {
  sleep(control, place, value) {
    Atomics.wait(control, place, value);
  },
  isHopeless: () => false,
};

/** Does as it is told until it is told to end. */
export function work({ memory, module, index, count }: WorkerStart, port: Port): void {
  const control = new Int32Array(memory.buffer, 0, 256);
  const instance = new WebAssembly.Instance(module, { env: { memory } });
  const kernels = instance.exports as KernelExports;
  const runners = new Map<number, Runner>();
  let done = Atomics.load(control, Control.order);
  port.postMessage('ready');
  for (;;) {
    waitForChange(control, Control.order, done, patience);
    done = Atomics.load(control, Control.order);
    const [what = 0, program = 0, address = 0, length = 0] = control.subarray(Control.what);
    if (what === Order.end) return;
    if (what === Order.drop) runners.delete(program);
    if (what === Order.load) {
      // Texts are decoded from a copy: decoders refuse shared memory.
      const text = new TextDecoder().decode(new Uint8Array(memory.buffer, address, length).slice());
      runners.set(program, prepareRunner(JSON.parse(text) as Program, kernels, { index, count }));
    }
    if (what === Order.run) {
      const slots = new Int32Array(memory.buffer, address, length);
      runners.get(program)?.(slots, () => {
        Atomics.add(control, Control.alive + index, 1);
        meet(control, count, patience);
      });
    }
    meet(control, count, patience);
  }
}
