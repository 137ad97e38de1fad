import type { ManifestNode } from './manifest.ts';
import { refuseManifest } from './refuse.ts';

/** The most particles that a manifest may describe, parts of parts and repeated ones counted each time. */
export const MAX_PARTICLES = 10_000;
/** How deep particles may be nested in particles. */
const MAX_NESTING = 64;
/** How deep a configuration may be nested. */
export const MAX_CONFIG_DEPTH = 12;
/** The most characters of a kind or name. */
export const MAX_TEXT = 200;

/** Refuses manifests that unfold to more particles, or deeper ones, than can be handled. */
export function checkSize(nodes: readonly ManifestNode[]): void {
  const counts: number[] = [];
  const depths: number[] = [];
  const used = new Set<number>();
  nodes.forEach(({ children }, position) => {
    children.forEach((child) => used.add(child));
    const count = children.reduce((sum, child) => sum + (counts[child] ?? 0), 1);
    const depth = 1 + Math.max(0, ...children.map((child) => depths[child] ?? 0));
    if (count > MAX_PARTICLES || depth > MAX_NESTING) {
      throw refuseManifest('too many particles, or nested too deeply', {
        path: `nodes[${String(position)}]`,
        expected: `at most ${String(MAX_PARTICLES)} particles, nested ${String(MAX_NESTING)} deep`,
        found: `${String(count)} particles, nested ${String(depth)} deep`,
      });
    }
    counts.push(count);
    depths.push(depth);
  });
  const idle = nodes.findIndex((_, position) => position < nodes.length - 1 && !used.has(position));
  if (idle !== -1) {
    throw refuseManifest('a node that is part of nothing', { path: `nodes[${String(idle)}]` });
  }
}
