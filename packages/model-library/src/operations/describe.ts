import { checkOptions, is, optional } from '@sora-particles/combinator-core';
import type { ModelCard } from '../artefact/card.ts';
import type { ManifestTensor, PackageVersion } from '../artefact/manifest.ts';
import type { Store } from '../store/store.ts';
import { findVersion } from './find-version.ts';
import { readManifest } from './read-manifest.ts';

/** What {@link Library.describe} takes. */
export interface DescribeOptions {
  /** Number of the version. Default: the latest that is complete. */
  readonly version?: number | undefined;
}

/** What {@link Library.describe} tells. */
export interface ModelDescription {
  readonly version: number;
  readonly card: ModelCard;
  readonly tensors: readonly ManifestTensor[];
  readonly packages: readonly PackageVersion[];
  /** Bytes of all files of weights. */
  readonly bytes: number;
}

/** Tells about a version without its weights; see {@link Library.describe}. */
export async function describe(
  store: Store,
  name: string,
  options: DescribeOptions = {},
): Promise<ModelDescription> {
  checkOptions<DescribeOptions>('describe', options, { version: optional(is.positiveInteger) });
  const version = await findVersion(store, name, options.version);
  const { card, tensors, packages, files } = await readManifest(store, name, version);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return { version, card, tensors, packages, bytes };
}
