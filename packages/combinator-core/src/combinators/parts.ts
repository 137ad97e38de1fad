import { ParticleError } from '../errors.ts';
import { checkOptions, is } from '../options.ts';
import type { AnyParticle, JsonObject } from '../particle.ts';
import { assertParticle } from './assert-particle.ts';
import { checkNodeName } from './names.ts';

/** Particles by name. */
export type Parts = Readonly<Record<string, AnyParticle>>;

/**
 * Checks the parts of a combination.
 *
 * @throws ParticleError `composition-empty`, `name-invalid`, or `option-invalid` for what is no
 *   particle.
 */
export function checkParts(owner: string, parts: Parts): void {
  if (typeof parts !== 'object' || (parts as unknown) === null || Object.keys(parts).length === 0) {
    throw new ParticleError({
      code: 'composition-empty',
      summary: `${owner}() needs at least one particle`,
      expected: `${owner}({ name: particle, ... })`,
    });
  }
  for (const [name, part] of Object.entries(parts)) {
    checkNodeName(name, owner);
    assertParticle(part, owner);
  }
}

/** The names in the order in which combinations take their parts. */
export function partNames(parts: Parts): readonly string[] {
  return Object.keys(parts).sort();
}

/**
 * The parts that a manifest names.
 *
 * @throws ParticleError `option-invalid` unless there is a name for each.
 */
export function namedParts(
  owner: string,
  config: JsonObject,
  children: readonly AnyParticle[],
): Parts {
  checkOptions<{ names?: unknown }>(owner, config, {
    names: is.arrayOf(is.string, children.length),
  });
  const names = config['names'] as readonly string[];
  return Object.fromEntries(names.map((name, i) => [name, children[i] as AnyParticle]));
}
