/** Waits for the next task of the event loop, so that timers and events get their turn. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    // Browsers have no setImmediate; there a timer does.
    const { setImmediate: immediately } = globalThis as {
      setImmediate?: (callback: () => void) => unknown;
    };
    if (immediately === undefined) setTimeout(resolve, 0);
    else immediately(resolve);
  });
}
