/** A signal that follows the caller's and can be given without one. */
export interface LinkedAbort {
  readonly signal: AbortSignal;
  /** Whether it was the caller who aborted. */
  readonly isRequested: () => boolean;
  /** Ends what still waits for the signal, and stops following the caller's. */
  readonly end: () => void;
}

/** Makes a signal of one's own that follows the caller's. */
export function linkAbort(requested: AbortSignal | undefined): LinkedAbort {
  const controller = new AbortController();
  const follow = (): void => {
    controller.abort();
  };
  if (requested?.aborted === true) follow();
  else requested?.addEventListener('abort', follow, { once: true });
  return {
    signal: controller.signal,
    isRequested: () => requested?.aborted === true,
    end() {
      requested?.removeEventListener('abort', follow);
      controller.abort();
    },
  };
}
