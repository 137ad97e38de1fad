import type { Clock } from './clock.ts';

/** How long the event loop may be kept from signals, timers and input, in milliseconds. */
const LONGEST_HOLD = 50;

/**
 * Makes a function to call after each step: every 50 ms it lets the event loop take a turn, so that
 * pages stay responsive, timers fire and Ctrl-C is heard while training runs.
 */
export function createBreather(clock: Clock): () => Promise<void> {
  let last = clock();
  return async () => {
    if (clock() - last < LONGEST_HOLD) return;
    await turnOfEventLoop();
    last = clock();
  };
}

/** Not `setTimeout`: browsers hold it back to once a second in tabs out of sight. */
function turnOfEventLoop(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === 'function') {
      setImmediate(resolve);
      return;
    }
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
