import { defineParticle } from '../define-particle.ts';
import type { AnyParticle, JsonObject } from '../particle.ts';
import { runComposition } from './run-composition.ts';
import { wire, type Plan } from './wire.ts';

/** What a combination is, besides its wiring. */
export interface CombinationOptions {
  /** `<package>/<name>@<major>`. */
  readonly kind: string;
  /** In messages and paths. */
  readonly name: string;
  /** Default `{}`. */
  readonly config?: JsonObject;
  /** The parts that `kind`'s factory takes. */
  readonly children: readonly AnyParticle[];
}

/**
 * Makes a particle of a wiring: checked, with the contract that follows from its parts. All
 * combinators end here, but those that run a part in a way of their own.
 *
 * @throws {@link ParticleError} as `connect`.
 */
export function composePlan(options: CombinationOptions, plan: Plan): AnyParticle {
  return defineParticle({ ...options, ...wire(plan), run: runComposition(plan) });
}
