import { ParticleError } from '@sora-particles/combinator-core';
import { WORKER } from '../generated/worker.ts';
import { kernelBinary } from '../internal/instantiate.ts';
import { Control, meet, MOST_THREADS, Order, type Patience, WorkerGone } from './control.ts';
import type { Heap } from './heap.ts';
import type { Program, Runner } from './program.ts';

/** The threads of an engine besides its own. */
export interface Pool {
  /** Hands a program to all of them. */
  load(id: number, program: Program): void;
  /** Runs a program on all of them and, with the runner, on this thread; returns when all are done. */
  run(id: number, runner: Runner, slotsAddress: number, slotCount: number): void;
  drop(id: number): void;
  /** Ends them. */
  end(): void;
}

/** A worker of Node or of a browser. */
interface AnyWorker {
  postMessage(message: unknown): void;
  terminate(): unknown;
  unref?(): void;
  on?(event: string, listener: (value: unknown) => void): void;
  addEventListener?(event: string, listener: (event: unknown) => void): void;
}

/** How long a worker may show no sign of life, in waits of {@link NAP} milliseconds. */
const NAPS = 50;
const NAP = 100;

/**
 * Starts the other threads of an engine.
 *
 * @param memory - Shared; its first bytes are for the threads to talk.
 * @throws ParticleError `worker-failed` if one does not start.
 */
export async function startPool(heap: Heap, threads: number): Promise<Pool> {
  const { memory } = heap;
  const control = new Int32Array(memory.buffer, 0, 256);
  const module = await WebAssembly.compile(kernelBinary(true));
  const workers: AnyWorker[] = [];
  let isBroken = false;
  const end = (): void => {
    isBroken = true;
    Atomics.store(control, Control.what, Order.end);
    Atomics.add(control, Control.order, 1);
    Atomics.notify(control, Control.order);
    for (const worker of workers) worker.terminate();
  };
  const fail = (): void => {
    isBroken = true;
    Atomics.store(control, Control.failed, 1);
    Atomics.notify(control, Control.passed);
  };
  try {
    const starts = Array.from({ length: threads - 1 }, (_, i) => {
      const worker = createWorker();
      workers.push(worker);
      return ready(worker, { memory, module, index: i + 1, count: threads }, fail);
    });
    await Promise.all(starts);
  } catch (error) {
    end();
    throw error;
  }
  const order = (what: number, program: number, address: number, length: number): void => {
    if (isBroken) throw gone('a worker has ended');
    control.set([what, program, address, length], Control.what);
    Atomics.add(control, Control.order, 1);
    Atomics.notify(control, Control.order);
  };
  const finish = (patience: Patience, run?: (wait: () => void) => void): void => {
    const wait = (): void => {
      meet(control, threads, patience);
    };
    try {
      run?.(wait);
      wait();
    } catch (error) {
      isBroken = true;
      if (error instanceof WorkerGone) throw gone(error.reason);
      throw error;
    }
  };
  return {
    load(id, program) {
      const bytes = new TextEncoder().encode(JSON.stringify(program));
      const address = heap.allocate(bytes.length);
      new Uint8Array(memory.buffer).set(bytes, address);
      order(Order.load, id, address, bytes.length);
      finish(createPatience(control, threads));
      heap.free(address);
    },
    run(id, runner, slotsAddress, slotCount) {
      order(Order.run, id, slotsAddress, slotCount);
      finish(createPatience(control, threads), (wait) => {
        runner(new Int32Array(memory.buffer, slotsAddress, slotCount), wait);
      });
    },
    drop(id) {
      if (isBroken) return;
      order(Order.drop, id, 0, 0);
      finish(createPatience(control, threads));
    },
    end,
  };
}

/** Why threads cannot be had here; undefined if they can. */
export function whyNoThreads(threads: number): ParticleError | undefined {
  if (threads > MOST_THREADS) {
    return new ParticleError({
      code: 'option-invalid',
      summary: `the wasm engine has at most ${MOST_THREADS} workers`,
      path: 'wasmEngine.workers',
      expected: `1 to ${MOST_THREADS}`,
      found: String(threads),
    });
  }
  const { SharedArrayBuffer: shared, crossOriginIsolated } = globalThis as {
    SharedArrayBuffer?: unknown;
    crossOriginIsolated?: boolean;
  };
  if (shared !== undefined && crossOriginIsolated !== false) return undefined;
  return new ParticleError({
    code: 'workers-unavailable',
    summary: 'threads need SharedArrayBuffer, which this page may not use',
    path: 'wasmEngine.workers',
    expected: 'a page that is isolated from other origins',
    found: 'crossOriginIsolated is false',
    remedy:
      "serve the page with the headers 'Cross-Origin-Opener-Policy: same-origin' and 'Cross-Origin-Embedder-Policy: require-corp', or use one worker",
  });
}

function createWorker(): AnyWorker {
  const scope = globalThis as {
    process?: {
      getBuiltinModule?(name: string): {
        Worker: new (code: string, options: { eval: boolean }) => AnyWorker;
      };
    };
  };
  const node = scope.process?.getBuiltinModule?.('node:worker_threads');
  if (node !== undefined) {
    return new node.Worker(WORKER, { eval: true });
  }
  const url = URL.createObjectURL(new Blob([WORKER], { type: 'text/javascript' }));
  try {
    return new Worker(url);
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** Sends a worker what it needs, and waits until it says that it is ready. */
function ready(worker: AnyWorker, start: unknown, fail: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const told = (message: unknown): void => {
      if (message === 'ready') {
        // A program may end while its threads sleep, though somebody listens to them.
        worker.unref?.();
        resolve();
        return;
      }
      fail();
      reject(gone(String(message)));
    };
    const ended = (reason: unknown): void => {
      fail();
      reject(gone(reasonOf(reason)));
    };
    if (worker.on !== undefined) {
      worker.on('message', told);
      worker.on('error', ended);
      worker.on('exit', ended);
    } else {
      worker.addEventListener?.('message', (event) => {
        told((event as MessageEvent<unknown>).data);
      });
      worker.addEventListener?.('error', ended);
    }
    worker.postMessage(start);
  });
}

function reasonOf(reason: unknown): string {
  if (typeof reason === 'number') return `a worker has ended with code ${reason}`;
  const { message } = reason as { readonly message?: unknown };
  return typeof message === 'string' ? message : 'a worker cannot start';
}

/**
 * How this thread waits. A thread that may not sleep (the main thread of a page) looks again and again,
 * as its runtime has it; a run takes milliseconds.
 */
function createPatience(control: Int32Array, threads: number): Patience {
  let naps = 0;
  let signs = 0;
  return {
    sleep(shared, place, value) {
      try {
        Atomics.wait(shared, place, value, NAP);
      } catch {
        const until = performance.now() + NAP;
        while (Atomics.load(shared, place) === value && performance.now() < until);
      }
      naps++;
    },
    isHopeless() {
      if (naps < NAPS) return false;
      // Nobody is given up while somebody moves: a machine may be busy.
      const now = control
        .subarray(Control.alive, Control.alive + threads)
        .reduce((sum, each) => sum + each, 0);
      if (now === signs) return true;
      signs = now;
      naps = 0;
      return false;
    },
  };
}

function gone(reason: string): ParticleError {
  return new ParticleError({
    code: 'worker-failed',
    summary: `the threads of the wasm engine cannot go on: ${reason}`,
    path: 'wasmEngine',
    remedy: 'make a new engine; what was trained before this step is not lost',
  });
}
