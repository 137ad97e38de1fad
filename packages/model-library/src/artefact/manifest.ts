import type { ParticleManifest } from '@sora-particles/combinator-core';
import type { TensorHeader } from '../safetensors/tensor-data.ts';
import type { ModelCard } from './card.ts';

/** What the first two fields of every manifest say. */
export const FORMAT = 'sora-particles/model';

/** The version of the format that this package writes, and the highest that it reads. */
export const FORMAT_VERSION = 1;

/** Features without which a manifest of this version cannot be understood; none exists so far. */
export const KNOWN_FEATURES: readonly string[] = [];

/** A weight or piece of state, and the file that holds it. */
export interface ManifestTensor extends TensorHeader {
  /** SHA-256 of the file. */
  readonly file: string;
  readonly trainable: boolean;
}

/** A file of weights. Its name follows from its hash, so that a manifest holds no path. */
export interface ManifestFile {
  readonly sha256: string;
  readonly bytes: number;
}

/** A package that took part in making a model. */
export interface PackageVersion {
  readonly name: string;
  readonly version: string;
}

/** Everything about a version of a model except the numbers in its weights: `manifest.json`. */
export interface Manifest {
  readonly format: typeof FORMAT;
  readonly version: typeof FORMAT_VERSION;
  /** A reader that does not know one of them refuses the manifest. */
  readonly requiredFeatures: readonly string[];
  readonly card: ModelCard;
  readonly particle: ParticleManifest;
  /** SHA-256 of the canonical JSON of the particle's contract. */
  readonly contract: string;
  /** For people who look for the cause of a difference; nothing is looked up by it. */
  readonly packages: readonly PackageVersion[];
  /** Exactly those that the particle needs. */
  readonly tensors: readonly ManifestTensor[];
  readonly files: readonly ManifestFile[];
}
