import { deepFreeze } from '../internal/deep-freeze.ts';
import type { AnyParticle, Composition } from '../particle.ts';

/** What is known of a particle before the rest is asked for. */
type Known = Pick<AnyParticle, 'kind' | 'name' | 'children' | 'input' | 'output'>;

/**
 * A combination whose contract is known, and whose weights and wiring are derived when somebody first
 * asks for them. A chain that grows step by step would otherwise derive them anew at each step.
 */
export function lazyParticle(known: Known, make: () => AnyParticle): AnyParticle {
  let made: AnyParticle | undefined;
  const whole = (): AnyParticle => (made ??= make());
  return {
    ...known,
    children: Object.freeze(known.children),
    input: deepFreeze(known.input),
    output: deepFreeze(known.output),
    get config() {
      return whole().config;
    },
    get where() {
      return whole().where;
    },
    get params() {
      return whole().params;
    },
    get state() {
      return whole().state;
    },
    get traits() {
      return whole().traits;
    },
    get flops() {
      return whole().flops;
    },
    get composition() {
      return whole().composition as Composition;
    },
    run: (...args) => whole().run(...args),
  };
}
