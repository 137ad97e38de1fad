import type {
  Constraints,
  Dim,
  JsonObject,
  ParamSpecs,
  Ports,
  Traits,
} from '@sora-particles/combinator-core';

/** What the first field of every particle file says. */
export const FORMAT = 'sora-particles/particles';

/** The version of the format that this package writes, and the highest that it reads. */
export const FORMAT_VERSION = 1;

/** The promise of a particle in one configuration, and what it costs: as in the contract, as JSON. */
export interface StatedContract {
  readonly input: Ports;
  readonly output: Ports;
  readonly where: Constraints;
  readonly params: ParamSpecs;
  readonly state: ParamSpecs;
  readonly traits: Traits;
  readonly flops: Dim;
}

/** One configuration of a kind. */
export interface KindExample {
  /** What its author wrote; what is left out has its default. */
  readonly options: JsonObject;
  /** Everything that the particle states as its configuration, defaults included. */
  readonly config: JsonObject;
  readonly contract: StatedContract;
}

/** What a package tells about one of its kinds. */
export interface DescribedKind {
  readonly kind: string;
  /** One sentence. Empty where the author wrote none. */
  readonly summary: string;
  /** JSON Schema of the options. */
  readonly options: JsonObject;
  /** Whether it is made of other particles. */
  readonly hasParts: boolean;
  /** At least one. */
  readonly examples: readonly KindExample[];
}

/** A particle file: what a package holds, for programs that do not run it. */
export interface ParticleFile {
  readonly format: typeof FORMAT;
  readonly version: typeof FORMAT_VERSION;
  /** The version of the contract that the particles speak. */
  readonly contract: string;
  /** Name of the package. */
  readonly package: string;
  /** Sorted by kind. */
  readonly kinds: readonly DescribedKind[];
}
