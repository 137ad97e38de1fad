import { type JsonObject, contractVersion } from '@sora-particles/combinator-core';
import { KEYWORD } from '../metadata/package-field.ts';
import { isObject } from '../metadata/read-fields.ts';

/** Name of the file that describes particles. */
export const PARTICLES = './particle.json';

/**
 * The package.json of a package of particles with all that makes it found: the field `sora`, the keyword,
 * and the particle file among those that are published.
 *
 * @param manifest - What it holds now. Everything else stays as it is.
 * @param kinds - What the package makes.
 */
export function updatedManifest(manifest: JsonObject, kinds: readonly string[]): JsonObject {
  const { keywords, files } = manifest;
  const sora = isObject(manifest['sora']) ? manifest['sora'] : {};
  const particles = typeof sora['particles'] === 'string' ? sora['particles'] : PARTICLES;
  const published = particles.replace(/^\.\//, '');
  return {
    ...manifest,
    keywords: withItem(keywords, KEYWORD),
    ...(Array.isArray(files) && { files: withItem(files, published) }),
    sora: { ...sora, contract: contractVersion, particles, kinds },
  };
}

function withItem(list: JsonObject[string] | undefined, item: string): readonly string[] {
  const items = Array.isArray(list) ? (list as string[]) : [];
  return items.includes(item) ? items : [...items, item];
}
