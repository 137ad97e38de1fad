import { checkJson } from '../internal/plain-json.ts';
import type { AnyParticle } from '../particle.ts';
import { checkSize, MAX_CONFIG_DEPTH } from './limits.ts';
import type { ManifestNode, ParticleManifest } from './manifest.ts';

/**
 * Describes a particle as JSON, so that it can be stored and made again with {@link fromManifest}.
 *
 * @throws ParticleError `manifest-invalid` if a configuration holds what JSON cannot, or there
 *   are too many particles.
 *
 * @example
 * ```ts
 * import { compose, toManifest } from '@sora-particles/combinator-core';
 * import { dense, relu } from '@sora-particles/combinator-core/elementary';
 *
 * const text = JSON.stringify(toManifest(compose(dense({ units: 8 })).to(relu())));
 * ```
 */
export function toManifest(particle: AnyParticle): ParticleManifest {
  const nodes: ManifestNode[] = [];
  const positions = new Map<AnyParticle, number>();
  const add = (current: AnyParticle): number => {
    const known = positions.get(current);
    if (known !== undefined) return known;
    const children = current.children.map(add);
    checkJson(current.config, MAX_CONFIG_DEPTH, `${current.name}.config`);
    const { kind, name, config } = current;
    nodes.push({ kind, name, config, children });
    positions.set(current, nodes.length - 1);
    return nodes.length - 1;
  };
  add(particle);
  checkSize(nodes);
  return { version: 1, nodes };
}
