import { defineParticle } from '../define-particle.ts';
import type { AnyParticle, JsonObject, Source } from '../particle.ts';
import { runComposition } from './run-composition.ts';
import { finishWiring, type Plan } from './wire.ts';
import { beginWiring, extendWiring, type Wiring } from './wiring.ts';

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
 * Makes a particle of a plan: checked, with the contract that follows from its parts. All combinators
 * end here, but those that run a part in a way of their own.
 *
 * @throws ParticleError as `connect`.
 */
export function composePlan(options: CombinationOptions, plan: Plan): AnyParticle {
  return composeWiring(options, extendWiring(beginWiring(plan), plan.nodes), plan.outputs);
}

/** Makes a particle of nodes that are connected already. */
export function composeWiring(
  options: CombinationOptions,
  wiring: Wiring,
  outputs: Readonly<Record<string, Source>>,
): AnyParticle {
  const wired = finishWiring(wiring, outputs);
  return defineParticle({ ...options, ...wired, run: runComposition(wired.composition) });
}
