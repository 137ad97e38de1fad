/** What has been frozen to the bottom, so that parts of parts are not gone through again. */
const frozen = new WeakSet<object>();

/** Freezes objects and arrays at every depth, and gives the same value back. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || frozen.has(value)) return value;
  frozen.add(value);
  for (const inner of Object.values(value)) deepFreeze(inner);
  return Object.freeze(value);
}
