/** A run that Ctrl-C can stop. */
export interface Interruptible {
  /** Is aborted by the first Ctrl-C. */
  readonly signal: AbortSignal;
  /** Gives Ctrl-C back to Node. */
  dispose(): void;
}

/** How a shell names a program that Ctrl-C ended. */
export const INTERRUPTED = 130;

/** The first Ctrl-C asks for an orderly end, the second ends the process at once. */
export function onInterrupt(say: (line: string) => void): Interruptible {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) {
      process.exit(INTERRUPTED);
    } else {
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
