/**
 * The first bytes of the engine's memory, through which threads talk: numbers of 32 bits at these places.
 * Everything else in that memory lies behind {@link CONTROL_BYTES}.
 */
export const Control = {
  /** Counts orders. Workers wait for it to change. */
  order: 0,
  /** What is to be done, one of {@link Order}. */
  what: 1,
  /** Which program. */
  program: 2,
  /** Where its text lies, or the slots for a run; and how many bytes, or slots. */
  address: 3,
  length: 4,
  /** How many threads have come to the point where all wait, and how often all have. */
  arrived: 5,
  passed: 6,
  /** Set when a thread has failed: nobody waits then. */
  failed: 7,
  /** From here on, one for each thread: counts its steps, as a sign of life. */
  alive: 16,
} as const;

/** Bytes that are not handed out. */
export const CONTROL_BYTES = 1024;

/** The most threads that there is room for. */
export const MOST_THREADS = 64;

/** What workers are told to do. */
export const Order = { load: 1, run: 2, drop: 3, end: 4 } as const;

/** How often to look before going to sleep: about 50 microseconds. */
const LOOKS = 4_000;

/** Thrown out of a wait when another thread has failed or is gone. */
export class WorkerGone extends Error {
  override readonly name = 'WorkerGone';
  readonly reason: string;

  constructor(reason: string) {
    super(reason);
    this.reason = reason;
  }
}

/** How a thread waits: `sleep` returns after at most some 100 ms, `isHopeless` tells when to give up. */
export interface Patience {
  sleep(control: Int32Array, place: number, value: number): void;
  isHopeless(): boolean;
}

/** Waits until all threads have come here. */
export function meet(control: Int32Array, threads: number, patience: Patience): void {
  const passed = Atomics.load(control, Control.passed);
  if (Atomics.add(control, Control.arrived, 1) === threads - 1) {
    Atomics.store(control, Control.arrived, 0);
    Atomics.add(control, Control.passed, 1);
    Atomics.notify(control, Control.passed);
    return;
  }
  waitForChange(control, Control.passed, passed, patience);
}

/** Waits until a number is another one: first by looking, which is quick to notice, then asleep. */
export function waitForChange(
  control: Int32Array,
  place: number,
  value: number,
  patience: Patience,
): void {
  for (let look = 0; look < LOOKS; look++) {
    if (Atomics.load(control, place) !== value) return;
  }
  while (Atomics.load(control, place) === value) {
    if (Atomics.load(control, Control.failed) !== 0) throw new WorkerGone('a worker has failed');
    if (patience.isHopeless()) throw new WorkerGone('a worker does not answer');
    patience.sleep(control, place, value);
  }
}
