import type { AnyParticle, Particle } from '../particle.ts';
import type { ParticleKind } from '../registry.ts';
import { assertParticle } from './assert-particle.ts';
import { composePlan } from './compose-plan.ts';
import { passThrough } from './pass-through.ts';

const KIND = 'combinator-core/rename@1';

/** A particle under another name. */
export type Renamed<Name extends string, P extends AnyParticle> = Particle<
  Name,
  P['input'],
  P['output'],
  P['where']
>;

/**
 * The same particle under another name: in messages, and as a segment of the paths of its weights. A
 * chain that is renamed is no longer spliced into the chain around it.
 *
 * @throws ParticleError `name-invalid`.
 *
 * @example
 * ```ts
 * import { compose, rename } from '@sora-particles/combinator-core';
 * import { dense, relu } from '@sora-particles/combinator-core/elementary';
 *
 * const head = rename('head', compose(dense({ units: 64 })).to(relu()));
 * Object.keys(head.params); // ['dense/kernel', 'dense/bias']; 'head/dense/kernel' in a composition
 * ```
 */
export function rename<const Name extends string, P extends AnyParticle>(
  name: Name,
  particle: P,
): Renamed<Name, P> {
  const child = assertParticle(particle, 'rename');
  return composePlan({ kind: KIND, name, children: [child] }, passThrough(child)) as Renamed<
    Name,
    P
  >;
}

/** How a manifest makes a renamed particle again. */
export const renameKind: ParticleKind = {
  kind: KIND,
  create: (_config, children, name) => rename(name, assertParticle(children[0], KIND)),
};
