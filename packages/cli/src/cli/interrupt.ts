import { exitCodes } from './exit-codes.ts';

/**
 * Milliseconds within which signals count as one: npm and shells hand on the Ctrl-C that the terminal
 * has sent to all of them already.
 */
const ONE_KEYPRESS = 500;

/** Milliseconds after which an end that takes its time is told. */
const PATIENCE = 1500;

/**
 * The first Ctrl-C asks for an orderly end, the second ends the process at once.
 *
 * @param say - Tells the user, where the end takes longer than a moment. (At once, a progress bar that is
 *   being drawn would be written over.)
 * @returns Is aborted by the first.
 */
export function onInterrupt(say: (line: string) => void): AbortSignal {
  const controller = new AbortController();
  let first = 0;
  const stop = (): void => {
    if (!controller.signal.aborted) {
      first = performance.now();
      controller.abort();
      setTimeout(() => {
        say('\nStopping after what is under way. Ctrl-C again ends at once.');
      }, PATIENCE).unref();
    } else if (performance.now() - first > ONE_KEYPRESS) {
      process.exit(exitCodes.interrupted);
    }
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return controller.signal;
}
