import {
  type AnyParticle,
  checkOptions,
  disposeVariables,
  is,
  optional,
  ParticleError,
  type Registry,
  type Variable,
  type Variables,
} from '@sora-particles/combinator-core';
import { tensor as createTensor } from '@tensorflow/tfjs-core';
import { checkAborted } from '../abort.ts';
import type { ModelCard } from '../artefact/card.ts';
import type { Manifest } from '../artefact/manifest.ts';
import { proveManifest } from '../artefact/prove.ts';
import type { Store } from '../store/store.ts';
import { findVersion } from './find-version.ts';
import { isRegistry, isSignal } from './option-checks.ts';
import { readManifest } from './read-manifest.ts';
import { readWeights } from './read-weights.ts';

/** What {@link Library.load} takes. */
export interface LoadOptions {
  /** The kinds that the file may name: `createRegistry([...])`. */
  readonly registry: Registry;
  /** Number of the version. Default: the latest that is complete. */
  readonly version?: number | undefined;
  /** The most bytes that all files of weights may have together. Default 2 GiB. */
  readonly maxBytes?: number | undefined;
  /** Gives the operation up: it rejects with `aborted`. */
  readonly signal?: AbortSignal | undefined;
}

/** What {@link Library.load} gives. */
export interface LoadedModel {
  readonly particle: AnyParticle;
  /** The caller owns them: release them with `disposeVariables`, or give them to `createModel`. */
  readonly variables: Variables;
  readonly card: ModelCard;
  readonly version: number;
}

const DEFAULT_MAX_BYTES = 2 ** 31;

/** Loads a version; see {@link Library.load}. */
export async function load(store: Store, name: string, options: LoadOptions): Promise<LoadedModel> {
  checkOptions<LoadOptions>('load', options, {
    registry: isRegistry,
    version: optional(is.positiveInteger),
    maxBytes: optional(is.positiveInteger),
    signal: optional(isSignal),
  });
  const { registry, maxBytes = DEFAULT_MAX_BYTES, signal } = options;
  checkAborted(signal);
  const version = await findVersion(store, name, options.version, signal);
  const manifest = await readManifest(store, name, version, signal);
  checkBudget(manifest, name, maxBytes);
  const particle = proveManifest(manifest, registry);
  const variables = await readVariables(store, name, manifest, particle, signal);
  return { particle, variables, card: manifest.card, version };
}

/**
 * Refuses what would take more memory than it may, before any of it is taken.
 *
 * @throws ParticleError `artefact-too-large`.
 */
function checkBudget({ files }: Manifest, name: string, maxBytes: number): void {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  if (bytes <= maxBytes) return;
  throw new ParticleError({
    code: 'artefact-too-large',
    summary: `the weights of '${name}' take ${bytes} bytes`,
    path: name,
    expected: `at most ${maxBytes} bytes`,
    remedy: 'raise maxBytes, if you trust where the model comes from',
  });
}

async function readVariables(
  store: Store,
  name: string,
  manifest: Manifest,
  particle: AnyParticle,
  signal: AbortSignal | undefined,
): Promise<Variables> {
  const trainable = new Map(manifest.tensors.map((entry) => [entry.name, entry.trainable]));
  const made = new Map<string, Variable>();
  try {
    for (const file of manifest.files) {
      for (const tensor of await readWeights(store, name, file, manifest, signal)) {
        const value = createTensor(tensor.data, [...tensor.shape], tensor.dtype);
        made.set(tensor.name, { value, trainable: trainable.get(tensor.name) ?? false });
      }
    }
    checkAborted(signal);
  } catch (error) {
    disposeVariables(Object.fromEntries(made));
    throw error;
  }
  // In the order of the particle, as `initialize` makes them; proved to be the same set.
  const paths = [...Object.keys(particle.params), ...Object.keys(particle.state)];
  return Object.fromEntries(
    paths.flatMap((path) => {
      const variable = made.get(path);
      return variable === undefined ? [] : [[path, variable]];
    }),
  );
}
