import type { JsonObject } from '../particle.ts';

/** One particle of a manifest. */
export interface ManifestNode {
  /** What it is: the registry makes it. */
  readonly kind: string;
  readonly name: string;
  readonly config: JsonObject;
  /** Positions of its parts in the list: always smaller than its own. */
  readonly children: readonly number[];
}

/** A particle as JSON: a flat list with parts before the whole, the whole last. It holds no code and no weights. */
export interface ParticleManifest {
  /** Version of this format. */
  readonly version: 1;
  readonly nodes: readonly ManifestNode[];
}
