import type { JsonObject } from '@sora-particles/combinator-core';
import type { NestedFactory } from '../api.ts';

/**
 * Calls a factory with a stored configuration. Any object may be passed, because every factory checks
 * its options by name and value before it uses them.
 */
export function createFrom<Made>(factory: (options: never) => Made, config: object): Made {
  return factory(config as never);
}

/** Like {@link createFrom}, and makes the schedule that may be stored at `name` instead of a number. */
export function createWithSchedule<Made>(
  factory: (options: never) => Made,
  config: JsonObject,
  name: string,
  nested: NestedFactory,
): Made {
  const value = config[name];
  return typeof value === 'object'
    ? createFrom(factory, { ...config, [name]: nested('schedule', value) })
    : createFrom(factory, config);
}
