import { ParticleError } from '../errors.ts';
import type { AnyParticle } from '../particle.ts';
import { assertParticle } from './assert-particle.ts';

/** Particles by name. */
export type Parts = Readonly<Record<string, AnyParticle>>;

/**
 * Checks the parts of a combination.
 *
 * @throws {@link ParticleError} `composition-empty`, or `option-invalid` for what is no particle.
 */
export function checkParts(owner: string, parts: Parts): void {
  if (typeof parts !== 'object' || (parts as unknown) === null || Object.keys(parts).length === 0) {
    throw new ParticleError({
      code: 'composition-empty',
      summary: `${owner}() needs at least one particle`,
      expected: `${owner}({ name: particle, ... })`,
    });
  }
  for (const part of Object.values(parts)) assertParticle(part, owner);
}

/** The names in the order in which combinations take their parts. */
export function partNames(parts: Parts): readonly string[] {
  return Object.keys(parts).sort();
}
