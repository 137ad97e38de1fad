import type { Manifest } from '../../packages/tarballs.ts';

/** A package for a test. */
export function manifest(name: string, more: Partial<Manifest> = {}): Manifest {
  return { name, version: '1.2.3', exports: {}, peerDependencies: {}, ...more };
}

/** Packages by name. */
export function byName(...all: Manifest[]): Map<string, Manifest> {
  return new Map(all.map((each) => [each.name, each]));
}
