import type { AnyParticle, ParamSpecs } from '@sora-particles/combinator-core';
import { hashOf } from '../hash.ts';
import { canonicalJson } from '../json/canonical-json.ts';

/**
 * SHA-256 of what a particle promises: its ports and conditions, and shape and type of its weights and
 * state. Names, configuration and first values are no part of it.
 *
 * @throws ParticleError `artefact-too-large` for a contract of a million terms.
 */
export function contractHash(particle: AnyParticle): string {
  const { input, output, where, params, state } = particle;
  const contract = { input, output, where, params: shapesOf(params), state: shapesOf(state) };
  return hashOf(new TextEncoder().encode(canonicalJson(contract)));
}

function shapesOf(specs: ParamSpecs): object {
  return Object.fromEntries(
    Object.entries(specs).map(([path, { shape, dtype = 'float32' }]) => [path, { shape, dtype }]),
  );
}
