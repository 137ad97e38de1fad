/** A run that Ctrl-C can stop. */
export interface Interruptible {
  /** Is aborted by the first Ctrl-C. */
  readonly signal: AbortSignal;
  /** Gives Ctrl-C back to Node. */
  dispose(): void;
}

/**
 * Milliseconds within which signals count as one: npm and shells hand on the Ctrl-C that the terminal
 * has sent to all of them already.
 */
const ONE_KEYPRESS = 500;

/** How a shell names a program that Ctrl-C ended. */
export const INTERRUPTED = 130;

/**
 * The first Ctrl-C asks for an orderly end, the second ends the process at once.
 *
 * @param now - Milliseconds of a clock.
 */
export function onInterrupt(
  say: (line: string) => void,
  now: () => number = () => performance.now(),
): Interruptible {
  const controller = new AbortController();
  let first = 0;
  const stop = () => {
    if (controller.signal.aborted) {
      if (now() - first > ONE_KEYPRESS) process.exit(INTERRUPTED);
    } else {
      first = now();
      controller.abort();
      say('\nStopping after this batch. Ctrl-C again ends at once, and saves nothing.');
    }
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return {
    signal: controller.signal,
    dispose() {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
    },
  };
}
