/** What gives another value at each call, and would be a constant of a graph. */
const sources: readonly (readonly [object: object, method: string, reason: string])[] = [
  [Math, 'random', 'random numbers are drawn in JavaScript (Math.random; pass a seed)'],
  [Date, 'now', 'the clock is read (Date.now)'],
  [performance, 'now', 'the clock is read (performance.now)'],
  [crypto, 'getRandomValues', 'random numbers are drawn in JavaScript (crypto.getRandomValues)'],
];

/**
 * Notices when host randomness or the clock is used.
 *
 * @param refuse - Is told why that cannot be part of a graph.
 * @returns What ends it.
 */
export function watchHost(refuse: (reason: string) => void): () => void {
  const stops = sources.map(([object, method, reason]) => {
    const own = Object.getOwnPropertyDescriptor(object, method);
    const original = Reflect.get(object, method) as (...call: unknown[]) => unknown;
    Object.defineProperty(object, method, {
      configurable: true,
      writable: true,
      enumerable: own?.enumerable ?? true,
      value: (...call: unknown[]) => {
        refuse(reason);
        return Reflect.apply(original, object, call);
      },
    });
    return () => {
      if (own === undefined) Reflect.deleteProperty(object, method);
      else Object.defineProperty(object, method, own);
    };
  });
  return () => {
    for (const stop of stops) stop();
  };
}
