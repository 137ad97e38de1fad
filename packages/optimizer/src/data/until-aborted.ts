/** The items of an iterator, up to its end or until the signal; an item that is awaited is given up. */
export async function* untilAborted<Item>(
  iterator: Iterator<Item> | AsyncIterator<Item>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Item, void, undefined> {
  let isAwaited = false;
  try {
    while (signal?.aborted !== true) {
      isAwaited = true;
      const next = await raceAgainst(signal, iterator.next());
      if (next === undefined) return;
      isAwaited = false;
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    // A generator that never answers would not answer this either, so it is told without waiting.
    const closing = Promise.resolve(iterator.return?.()).catch(() => undefined);
    if (!isAwaited) await closing;
  }
}

function raceAgainst<T>(
  signal: AbortSignal | undefined,
  promise: T | Promise<T>,
): Promise<T | undefined> {
  if (signal === undefined) return Promise.resolve(promise);
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      resolve(undefined);
    };
    signal.addEventListener('abort', stop, { once: true });
    Promise.resolve(promise)
      .then(resolve, reject)
      .finally(() => {
        signal.removeEventListener('abort', stop);
      });
  });
}
