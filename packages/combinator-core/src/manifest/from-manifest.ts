import { isPlainObject } from '../internal/plain-json.ts';
import type { AnyParticle, Json } from '../particle.ts';
import type { ParticleKind, Registry } from '../registry.ts';
import { checkSize } from './limits.ts';
import type { ManifestNode } from './manifest.ts';
import { parseNodes } from './parse-manifest.ts';
import { refuseManifest } from './refuse.ts';

/**
 * Makes the particle that a manifest describes. The manifest is data from outside: it is checked in
 * full, and can name only what the registry knows. Contracts are proved again as the particles are put
 * together.
 *
 * @param json - The manifest, as `JSON.parse` gives it.
 * @param registry - The kinds that may be made.
 * @throws ParticleError `manifest-invalid`, `kind-unknown`, or what the factories throw for
 *   configurations and connections that are wrong.
 *
 * @example
 * ```ts
 * import { createRegistry, fromManifest, toManifest } from '@sora-particles/combinator-core';
 * import { dense, elementaryKinds } from '@sora-particles/combinator-core/elementary';
 *
 * const copy = fromManifest(toManifest(dense({ units: 8 })), createRegistry(elementaryKinds));
 * ```
 */
export function fromManifest(json: unknown, registry: Registry): AnyParticle {
  const nodes = parseNodes(json);
  checkSize(nodes);
  const kinds = nodes.map(({ kind }) => registry.get(kind));
  const made: AnyParticle[] = [];
  nodes.forEach((node, position) => {
    const children = node.children.map((child) => made[child] as AnyParticle);
    const particle = (kinds[position] as ParticleKind).create(node.config, children, node.name);
    checkMade(particle, node, children, `nodes[${String(position)}]`);
    made.push(particle);
  });
  return made.at(-1) as AnyParticle;
}

/** A factory that passes over part of what it is given would load something else than was saved. */
function checkMade(
  particle: AnyParticle,
  node: ManifestNode,
  children: readonly AnyParticle[],
  path: string,
): void {
  const refuse = (part: string, expected: Json, found: Json): Error =>
    refuseManifest(`the registry makes another particle of '${node.kind}' than is described`, {
      path: `${path}.${part}`,
      expected: JSON.stringify(expected),
      found: JSON.stringify(found),
    });
  if (particle.kind !== node.kind) throw refuse('kind', node.kind, particle.kind);
  if (particle.name !== node.name) throw refuse('name', node.name, particle.name);
  if (!includes(particle.config, node.config)) throw refuse('config', node.config, particle.config);
  if (particle.children.length !== children.length) {
    throw refuse('children', children.length, particle.children.length);
  }
}

/** Whether everything in `part` is in `whole` too; options that came later may be added to it. */
function includes(whole: Json | undefined, part: Json): boolean {
  if (Array.isArray(part)) {
    return (
      Array.isArray(whole) &&
      whole.length === part.length &&
      part.every((item: Json, i) => includes(whole[i] as Json | undefined, item))
    );
  }
  if (!isPlainObject(part)) return whole === part;
  return (
    isPlainObject(whole) &&
    Object.entries(part).every(
      ([key, value]) => Object.hasOwn(whole, key) && includes(whole[key] as Json, value),
    )
  );
}
