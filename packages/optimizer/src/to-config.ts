import type { JsonObject } from '@sora-particles/combinator-core';
import type { Described } from './api.ts';

/**
 * The description of a loss, metric, schedule or transform as JSON, `{ kind, config }`, from which
 * `fromConfig` makes it again.
 *
 * @example
 * ```ts
 * import { adam, toConfig } from '@sora-particles/optimizer';
 *
 * toConfig(adam({ learningRate: 0.01 }));
 * // { kind: 'optimizer/adam@1', config: { learningRate: 0.01, beta1: 0.9, ... } }
 * ```
 */
export function toConfig(thing: Described): JsonObject {
  return { kind: thing.kind, config: thing.config };
}
