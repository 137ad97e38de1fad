import type { Composition } from '../particle.ts';

/**
 * The nodes whose inputs were not known in full when they were connected: a size or an element type
 * is only known at the call. (What values mean, and in which scale they are, shows at no time.)
 */
export function unverifiedNodes({ edges, bindings }: Composition): ReadonlySet<string> {
  const byEdge = edges
    .filter(({ unverified }) => unverified.some((what) => /^(?:ax[ei]s|dtype)/.test(what)))
    .map(({ to }) => to.node);
  const byBinding = Object.entries(bindings)
    .filter(([, own]) => Object.values(own).some(isUnknown))
    .map(([node]) => node);
  return new Set([...byEdge, ...byBinding]);
}

function isUnknown(size: unknown): boolean {
  return size === null || (Array.isArray(size) && size.some(isUnknown));
}
